"""A Word report that a ministry could receive: real styles, careful sentences, nothing hidden."""

from __future__ import annotations

import re
import struct
import zlib
from types import SimpleNamespace

import docx
import pandas as pd
import pytest

from kiitools.errors import InputError
from kiitools.outputs.report import Bullet, Picture, Section, Table, write_report
from kiitools.outputs.report_results import _first
from kiitools.outputs.report_sections import build_sections
from kiitools.stats.coverage import coverage
from kiitools.stats.prevalence import prevalence
from kiitools.stats.understanding import understanding
from tests.outputs.conftest import COVERED, HOSTILE, codings_of, ensure_nothing_runs, parts

SETTINGS = SimpleNamespace(regions=COVERED, period="novembre 2020 – janvier 2021", vintage="2016")


def png(path, secret=b"Author\x00Awa"):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"".join(b"\x00" + b"\xaa" * 12 for _ in range(2))))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"tEXt", secret) + body + chunk(b"IEND", b""))
    return path


@pytest.fixture(scope="module")
def sections(findings, actors, projects, tmp_path_factory):
    picture = png(tmp_path_factory.mktemp("p") / "c.png")
    pictures = {"comprehension": picture, "carte-form-gold": picture}
    return build_sections(
        findings,
        pictures=pictures,
        actors=actors,
        projects=projects,
        codebook={"codes": 132, "version": "abc"},
        settings=SETTINGS,
    )


@pytest.fixture(scope="module")
def report(sections, tmp_path_factory):
    path = tmp_path_factory.mktemp("r") / "rapport.docx"
    write_report(
        path, title="Étude d'essai", subtitle="2020", sections=sections, notices=["Tout est fictif."]
    )
    return path


def text_of(path):
    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_report_says_what_the_register_says(report):
    text = text_of(report)
    assert "Sur 136 informateurs interrogés sur ce point, 55 donnent une définition précise" in text
    assert "40,4\u00a0%" in text
    assert "intervalle à 95\u00a0%\u00a0: 32,6\u00a0–\u00a048,8\u00a0%" in text
    assert "81 personnes sur 136 (59,6\u00a0%)" in text
    assert "exploitation sur les sites d'or (68/136, 50\u00a0%)" in text
    assert "69 en entretien individuel, 32 par téléphone et 35 en groupe de discussion" in text
    assert "13 achevés, 10 en cours, 1 prévu et 1 dont l'état n'est pas connu" in text


def test_the_report_keeps_to_what_it_may_say(report):
    text = text_of(report)
    assert "Aucun chiffre de ce rapport n'est un nombre de victimes" in text
    assert "choisis et non tirés au sort" in text
    assert "jamais une preuve" in text
    assert "Kidal, Taoudénit et Ménaka" in text
    assert "ce qui n'est pas zéro" in text
    assert not re.search(r"\{|\}|outputs\.|\bnan\b|<NA>", text)
    assert not re.search(r" [;:?!%»]", text), re.findall(r".{20} [;:?!%»]", text)


def test_a_form_known_by_hearsay_is_said_to_be(report):
    assert "que par ouï-dire\u00a0: mendicité forcée (46/46)" in text_of(report)


def test_regions_with_too_few_informants_get_no_share(report):
    assert "Tombouctou\u00a0: trop peu d'informateurs (3) pour donner une part." in text_of(report)


def test_headings_captions_and_lists_are_real_styles(report):
    document = docx.Document(str(report))
    styles = {p.style.name for p in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Bullet", "Notice"} <= styles
    assert {t.style.name for t in document.tables} == {"kiitools table"}
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    tables = [c for c in captions if c.startswith("Tableau\u00a0")]
    assert [c.split(".")[0] for c in tables] == [f"Tableau\u00a0{i}" for i in range(1, len(tables) + 1)]
    assert len(tables) == len(document.tables)


def test_the_contents_field_lists_every_heading_and_points_to_it(report, sections):
    xml = parts(report)["word/document.xml"]
    assert 'TOC \\o "1-2"' in xml
    anchors = re.findall(r'<w:hyperlink w:anchor="(h_\d+)"', xml)
    assert len(anchors) == len([s for s in sections if s.level <= 2])
    assert all(f'w:name="{anchor}"' in xml for anchor in anchors)


def test_text_refers_to_tables_by_fields_that_follow_their_numbers(report):
    xml = parts(report)["word/document.xml"]
    for name in re.findall(r"REF (k_\w+)", xml):
        assert f'w:name="{name}"' in xml
    assert "(Tableau\u00a02)" in text_of(report)


def test_headers_of_tables_repeat_and_rows_are_not_torn(report):
    for table in docx.Document(str(report)).tables:
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
        assert all(row._tr.trPr.xpath("w:cantSplit") for row in table.rows)


def test_pictures_carry_a_description_and_no_side_notes(report):
    document = docx.Document(str(report))
    for shape in document.inline_shapes:
        assert len(shape._inline.docPr.get("descr")) > 20
    blobs = [p.blob for p in document.part.package.iter_parts() if p.partname.endswith(".png")]
    assert blobs
    assert not [b for b in blobs if b"Awa" in b]


def test_pages_are_numbered_in_the_footer_and_the_language_is_french(report):
    found = parts(report)
    footer = "".join(text for name, text in found.items() if "footer" in name)
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert 'w:val="fr-FR"' in found["word/styles.xml"]


def test_nothing_neutral_is_lost_and_nothing_personal_is_kept(report):
    ensure_nothing_runs(report)
    assert not [name for name in parts(report) if "thumbnail" in name]


def test_the_same_report_has_the_same_bytes(sections, tmp_path):
    for name in ("a.docx", "b.docx"):
        write_report(tmp_path / name, title="T", sections=sections)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_hostile_words_are_words(tmp_path):
    frame = pd.DataFrame({"a": [*HOSTILE, "\x00\x0b fin"]})
    table = Table("{{x}} =1+1", frame, (("a", "<w:p>", "text"),), note="${x}")
    section = Section("<b>=1</b>", (*HOSTILE, Bullet("{% for %}"), table))
    path = write_report(
        tmp_path / "a.docx", title="=1+1 <x>", subtitle="&", sections=[section], notices=list(HOSTILE)
    )
    text = text_of(path)
    for one in HOSTILE:
        assert one.strip() in text
    ensure_nothing_runs(path)


def test_a_picture_that_is_no_png_is_refused_and_the_former_report_stays(tmp_path):
    (tmp_path / "x.png").write_bytes(b"<svg onload=alert(1)>")
    path = tmp_path / "r.docx"
    path.write_bytes(b"former")
    section = Section("H", (Picture(tmp_path / "x.png", "c", "d"),))
    with pytest.raises(InputError):
        write_report(path, title="T", sections=[section])
    assert path.read_bytes() == b"former"


def test_english_is_english(findings, actors, projects, tmp_path):
    sections = build_sections(findings, lang="en", actors=actors, projects=projects, settings=SETTINGS)
    text = text_of(write_report(tmp_path / "r.docx", title="Study", lang="en", sections=sections))
    assert "Of 136 informants asked, 55 define trafficking in persons precisely (40.4%" in text
    assert "No figure in this report is a number of victims" in text
    assert "informateurs" not in text


def test_a_study_without_answers_says_so_and_gives_no_share(informants, tmp_path):
    finding = understanding(informants.assign(definition_level=""))
    sections = build_sections([finding])
    text = text_of(write_report(tmp_path / "r.docx", title="T", sections=sections))
    assert "n'a été demandée à aucun informateur" in text
    assert "n.d." in text


def test_an_empty_study_still_has_its_cautions(tmp_path):
    text = text_of(write_report(tmp_path / "r.docx", title="T", sections=build_sections([])))
    assert "Limites et précautions" in text


def test_a_region_without_coded_words_is_not_said_to_be_outside_the_study(informants):
    covered = ("Bamako", "Gao", "Koulikoro")
    people = informants[informants["region"].isin(["Bamako", "Gao"])]
    codings = codings_of(people)
    heard = codings[codings["informant_id"].isin(people.loc[people["region"] == "Bamako", "informant_id"])]
    spoke = heard[["informant_id", "source_id"]].drop_duplicates()
    made = [
        coverage(people, spoke, regions_covered=covered),
        prevalence(heard, people, spoke, regions_covered=covered, level="form"),
    ]
    said = build_sections(made, settings=SimpleNamespace(regions=covered, period="", vintage="2016"))
    summary = str(said[0].blocks[0])
    assert "établis dans 2 régions\u00a0: Gao et Bamako." in summary
    assert "Régions couvertes, sans informateur\u00a0: Koulikoro." in summary
    outside = "Kayes, Sikasso, Ségou, Mopti, Tombouctou, Gao, Kidal"
    assert "non couvertes par l'étude\u00a0: " in summary
    assert outside not in summary
    assert "sans propos transcrits" in summary
    blocks = [b for s in said for b in s.blocks]
    table = next(b for b in blocks if isinstance(b, Table) and b.anchor == "regions")
    assert "Couvertes par l'étude, sans propos codés\u00a0: Koulikoro et Gao." in table.note
    assert not re.search(r"Non couvertes[^.]*(Koulikoro|Gao)", table.note)
    bullets = [b.text for b in blocks if isinstance(b, Bullet)]
    assert "Gao\u00a0: couverte, sans propos codés." in bullets


def test_a_list_of_the_most_reported_goes_on_to_the_ties():
    rows = pd.DataFrame({"code": ["form.a", "form.b", "form.c", "form.d"], "k": [4, 2, 2, 1]})
    assert list(_first(rows, 2)["code"]) == ["form.a", "form.b", "form.c"]


def test_a_sentence_of_a_method_is_said_once(report):
    assert text_of(report).count("Seuls comptent les propos affirmés, une fois par personne") == 1
