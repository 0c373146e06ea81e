"""Names that try to run in the page are shown as they stand, wherever they come in."""

from __future__ import annotations

import pytest

from tests.geo import study_figures as figures

READY = "html[data-ready=yes]"
RUN = "window.__ran=1"
PAYLOADS = (
    "Org ${alert(1)} Gao",
    f"Org ${{{RUN}}} Gao",
    f"\"><img src=x onerror={RUN}>",
    f"'><svg onload={RUN}>",
    f"</script><script>{RUN}</script>",
    f"<!--<script>{RUN}",
    f"`+({RUN})+`",
    f"\\`;{RUN};//",
    f"';{RUN};//",
    f"javascript:{RUN}",
    f"<a href=\"javascript:{RUN}\">ici</a>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"{{{{ {RUN} }}}} {{% for x in y %}}",
    "</style><style>*{background:url(http://evil.example/x)}</style>",
    f"</title><script>{RUN}</script>",
    "$title $data ${map}",
    "=HYPERLINK(\"http://evil.example\")",
    "Nom\u2028à\u2029lignes",
    "constructor __proto__ toString",
    "url(http://evil.example/x.png)",
)  # fmt: skip


def poisoned(text: str):
    """A map in which every text a user can give holds ``text``."""
    both = {"fr": f"fr {text}", "en": f"en {text}"}
    actors = figures.actors(text).assign(acronym=text, type=text, pillars=text)
    projects = figures.projects(text).assign(lead_actor=text, donor=text, start=text, status=text)
    return figures.study_map(
        labels=dict.fromkeys(figures.FORMS, both), title=both, credit=both, notices=[both],
        actors=actors, projects=projects,
        routes=figures.ROUTES.assign(destination=["Gao", "Gao", "Gao", text]),
    )  # fmt: skip


def go_everywhere(page) -> None:
    for kind in ("actors", "projects", "routes"):
        page.locator(f"input[value={kind}]").check()
    for lang in ("en", "fr"):
        page.locator(f"[data-lang={lang}]").click()
        for number in (0, 1):
            page.locator(f'#forms input[value="{number}"]').check()
        for area in page.locator("path[data-region]").all()[:8]:
            area.hover(force=True)
        page.locator("path.route").first.hover(force=True)
        page.locator("[data-badge=actors]").first.click()
        page.locator(".back").click()
    page.locator("#register-actors summary").click()
    page.locator("#register-projects summary").click()
    page.locator("#all-forms").check()
    page.locator("[data-badge=actors]").first.click()


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_name_never_runs_and_reads_as_it_was_written(open_page, tmp_path, text: str) -> None:
    watched = open_page(poisoned(text).save(tmp_path / "carte.html"))
    page = watched.page
    page.wait_for_selector(READY, state="attached")
    go_everywhere(page)
    assert watched.value("window.__ran") is None
    watched.ensure_quiet()
    assert watched.value("document.querySelector('h1').textContent") == f"fr {text}"
    assert watched.value("document.title").split() == f"fr {text}".split()
    assert watched.value("document.querySelector('[data-list=actors] li b').textContent") == text
    assert watched.value("document.querySelector('#register-actors td').textContent") == text
    assert watched.value("document.querySelector('#register-projects td').textContent") == text
    assert watched.value("document.querySelector('#figures [data-form]').textContent") == f"fr {text}"
    assert watched.value("document.querySelectorAll('img, iframe, object, embed, base').length") == 0
    assert watched.value("document.scripts.length") == 7


def test_marks_that_turn_the_direction_of_writing_are_shown(open_page, tmp_path) -> None:
    watched = open_page(poisoned("ONG \u202egnissap\u202c \u2066x\u2069").save(tmp_path / "carte.html"))
    watched.page.wait_for_selector(READY, state="attached")
    shown = watched.value("document.querySelector('h1').textContent")
    assert shown == "fr ONG [U+202E]gnissap[U+202C] [U+2066]x[U+2069]"
    text = watched.value("document.documentElement.outerHTML")
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    watched.ensure_quiet()


def test_the_policy_stops_what_would_slip_past_the_encoders(open_page, tmp_path) -> None:
    """The second layer: a script, a handler and a picture written straight into the file do not work."""
    target = figures.study_map().save(tmp_path / "carte.html")
    evil = f"<script>{RUN}</script><img src=x onerror='{RUN}'><img src='http://evil.example/a.png'>"
    target.write_text(
        target.read_text(encoding="utf-8").replace("<footer>", f"{evil}<footer>"), encoding="utf-8"
    )
    watched = open_page(target)
    watched.page.wait_for_selector(READY, state="attached")
    watched.page.wait_for_timeout(200)
    assert watched.value("window.__ran") is None
    assert len(watched.refused) == 2
    assert watched.requests == watched.refused
    assert any("Content Security Policy" in error for error in watched.errors)


@pytest.mark.parametrize(
    "text", ["Org ${alert(1)} Gao", f"</script><script>{RUN}</script>", f'"><img src=x onerror={RUN}>']
)
def test_a_name_never_runs_in_the_notebook_either(open_page, tmp_path, text: str) -> None:
    target = tmp_path / "cell.html"
    target.write_text(
        f"<!DOCTYPE html><meta charset='utf-8'>{poisoned(text)._repr_html_()}", encoding="utf-8"
    )
    watched = open_page(target)
    frame = watched.page.frame_locator("iframe")
    frame.locator(READY).wait_for(state="attached")
    assert frame.locator("h1").text_content() == f"fr {text}"
    inner = watched.page.frames[1]
    assert inner.evaluate("window.__ran") is None
    assert (
        inner.evaluate("(() => { try { return parent.document.title } catch (e) { return 'apart' } })()")
        == "apart"
    )
    assert watched.value("window.__ran") is None
    assert watched.errors == []
