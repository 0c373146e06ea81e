"""Everything that leaves the demonstration study, searched for what must stay in it."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest

import kiitools as kt
from kiitools.errors import ReleaseError


@pytest.fixture(scope="module")
def outputs(built_demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sorties")
    with kt.open_study(built_demo, write=False) as study:
        study.export(folder)
    return folder


def texts_in(path):
    """All text a file holds, its hidden parts too: parts of Word and Excel files, decoded entities."""
    content = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    else:
        parts = [content.decode("utf-8", "replace")]
    return html.unescape("\n".join(parts)) + "\n".join(parts)


@pytest.fixture(scope="module")
def everything(outputs):
    files = [path for path in outputs.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".xlsx", ".docx", ".png", ".txt"}
    return {path.name: texts_in(path) for path in files}


def test_no_informant_session_source_or_file_is_named(everything, built_demo):
    with kt.open_study(built_demo, write=False) as study:
        sources = study.sources()
        ids = {*study.informants()["informant_id"], *sources["source_id"], *study.informants()["session_id"]}
        names = {*sources["file_name"]}
    for name, text in everything.items():
        assert not [one for one in ids | names if one in text], name


def test_no_sentence_of_an_informant_is_in_any_output(everything, built_demo):
    with kt.open_study(built_demo, write=False) as study:
        sources = [study.source(one) for one in study.sources()["source_id"]]
    spoken = {
        span.of(source.text)
        for source in sources
        for segment in source.segments
        if segment.role == "respondent"
        for span in segment.sentences
        if span.end - span.start > 40
    }
    assert len(spoken) > 500
    for name, text in everything.items():
        assert not [one for one in spoken if one in text], name


def test_no_output_says_who_made_it_or_where_it_lay(everything):
    for name, text in everything.items():
        assert "/tmp/" not in text, name
        assert "python-docx" not in text, name
        assert not re.search(r"<dc:creator>(?!</dc:creator>)[^<k]", text), name


def test_every_output_says_that_the_demonstration_is_fictional(everything):
    for name, text in everything.items():
        if not name.endswith(".png"):
            assert re.search("ficti", text), name


def test_no_output_calls_anybody_a_victim_or_counts_victims(everything):
    """« Un nombre de victimes » is said only to deny it; no column or heading counts victims."""
    for name, text in everything.items():
        for found in re.finditer(r"nombre de victimes", text):
            sentence = re.sub(r"<[^>]+>", "", text[max(0, found.start() - 200) : found.start()])
            assert re.search(r"pas |aucun |jamais |ni ", sentence.lower()[-80:]), name


def test_the_map_asks_nothing_of_the_network(everything):
    text = everything["carte.html"]
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert not re.findall(r"""url\(["']?(?:https?:)?//""", text)
    assert "connect-src 'none'" in text


def test_formulas_in_registers_stay_text(everything):
    for name in ("tableaux.xlsx", "matrice-acteurs.xlsx", "matrice-4w.xlsx", "matrice-projets.xlsx"):
        assert "<f>" not in everything[name]
        assert 'TargetMode="External"' not in everything[name]


def test_what_was_held_back_is_told(everything):
    assert "notes" in everything["LISEZ-MOI-diffusion.txt"]


def test_each_file_that_left_stands_in_the_release_register(demo_copy, tmp_path):
    demo_copy.matrix("4w", tmp_path / "m.xlsx")
    row = demo_copy.history().iloc[-1]
    assert row["action"] == "release"


@pytest.mark.parametrize("verb", ["map", "workbook", "report", "export", "figures", "matrix"])
@pytest.mark.parametrize("level", ["committee", "public"])
def test_no_verb_lets_results_out_beyond_the_team(demo, tmp_path, verb, level):
    arguments = {"map": (), "matrix": ("4w", tmp_path / "x")}.get(verb, (tmp_path / "x",))
    with pytest.raises(ReleaseError):
        getattr(demo, verb)(*arguments, release=level)
    assert not list(tmp_path.iterdir())
