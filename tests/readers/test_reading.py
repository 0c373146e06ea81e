"""Reading whole sources: the demonstration study, the seeds, and what holds for every source."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import csv
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.errors import DocumentError
from kiitools.model.sources import Source, source_id
from kiitools.readers.extract import Extract
from kiitools.readers.headers import read_header, speakers_of
from kiitools.readers.reading import build_source, read_source, skipped_lines
from tests.conftest import ROOT
from tests.readers.making import INTERVIEW, docx, odt, p, pdf

DEMO = ROOT / "data/demonstration"
TRANSCRIPTS = sorted((DEMO / "transcripts").glob("*.txt"))
NOTES = sorted((DEMO / "notes").glob("*.txt"))


def rows(name):
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INDEX = {row["file"]: row for row in rows("transcripts_index.csv")}
REGISTER = {row["session_id"]: row for row in rows("informants.csv")}
ASK = {"enquêteur", "enquêtrice", "enq", "q", "e", "int", "interviewer", "modératrice", "mod", "animatrice", "facilitatrice", "consultante", "assistant"}  # fmt: skip


def check_source(source: Source) -> None:
    """What holds for every source: order, bounds, exact spans, nothing lost."""
    text = source.text
    assert source.segments
    assert [s.seq for s in source.segments] == list(range(1, len(source.segments) + 1))
    end = 0
    for segment in source.segments:
        assert end <= segment.start < segment.end <= len(text)
        assert text[segment.start : segment.end].strip() == text[segment.start : segment.end]
        at = segment.start
        for one in segment.sentences:
            assert not text[at : one.start].strip()
            assert one.of(text).strip() == one.of(text) != ""
            at = one.end
        assert not text[at : segment.end].strip()
        end = segment.end


def test_the_demonstration_is_complete():
    assert len(TRANSCRIPTS) == 22
    assert {path.name for path in TRANSCRIPTS} == set(INDEX)
    sessions = {INDEX[path.name]["session_id"] for path in TRANSCRIPTS} | {path.stem for path in NOTES}
    assert sessions == set(REGISTER)


@pytest.mark.parametrize("path", TRANSCRIPTS + NOTES, ids=lambda path: path.stem)
def test_every_demonstration_text_reads_as_its_register_says(path):
    source = read_source(path)
    check_source(source)
    session = INDEX[path.name]["session_id"] if path.name in INDEX else path.stem
    register = REGISTER[session]
    assert source.session_id == session
    assert source.meta["date"] == register["date"]
    assert source.meta["region"] == register["region"]
    assert source.meta["mode"].replace("-", " ") == register["mode"]
    assert source.kind == ("focus-group" if session.startswith("FGD") else "interview")
    assert source.lang == ("en" if register["language"] == "en" else "fr")
    assert source.skipped == ()
    assert {s.role for s in source.segments} == {"interviewer", "respondent"}
    assert source.segments[0].role == "interviewer"
    asking = {s.speaker.lower() for s in source.segments if s.role == "interviewer"}
    answering = {s.speaker.lower() for s in source.segments if s.role == "respondent"}
    assert len(asking) == 1
    assert asking <= ASK
    assert not answering & ASK
    if source.kind == "interview":
        assert len(answering) == 1


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_speakers_of_groups_are_those_of_the_index(path):
    source = read_source(path)
    labels = speakers_of({"participants": INDEX[path.name]["speaker_labels"]})
    if labels:
        assert {s.speaker for s in source.segments if s.role == "respondent"} == set(labels)
        assert ";".join(labels.values()).replace(";", "; ") == INDEX[path.name]["informant_ids"]


def test_notes_of_groups_say_who_speaks_under_which_label():
    for path in NOTES:
        if path.stem.startswith("FGD"):
            source = read_source(path)
            known = speakers_of(source.meta)
            assert {s.speaker for s in source.segments if s.role == "respondent"} == set(known)
            registered = {
                row["informant_id"] for row in rows("informants.csv") if row["session_id"] == path.stem
            }
            assert set(known.values()) == registered


def test_seeds_read_as_documents_and_are_left_as_they_are(shared):
    seeds = sorted((shared / "seeds").glob("*.txt"))
    assert len(seeds) == 5
    for path in seeds:
        source = read_source(path)
        check_source(source)
        assert source.kind == "document"
        assert source.lang == "en"
        assert {s.role for s in source.segments} == {"narrator"}
        assert {s.speaker for s in source.segments} == {""}
        assert source.text == path.read_bytes().decode("utf-8")
        inside = {i for s in source.segments for i in range(s.start, s.end)}
        assert not "".join(c for i, c in enumerate(source.text) if i not in inside).strip()
    assert any("<ul" in read_source(path).text for path in seeds)


FILES = {
    "t.txt": INTERVIEW.encode(),
    "t.docx": docx("".join(p(line) for line in INTERVIEW.split("\n"))),
    "t.odt": odt("".join(f"<text:p>{line}</text:p>" for line in INTERVIEW.split("\n"))),
    "t.pdf": pdf(INTERVIEW.replace("\n", "|")),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_interview_reads_alike_from_every_format(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    source = read_source(path)
    check_source(source)
    assert source.kind == "interview"
    assert (source.session_id, source.meta["date"], source.meta["mode"]) == (
        "ENT-900",
        "2021-03-04",
        "interview",
    )
    assert [(s.role, s.speaker) for s in source.segments] == [
        ("interviewer", "Enquêtrice"),
        ("respondent", "Répondant"),
    ] * 2
    assert [one.of(source.text) for one in source.segments[1].sentences] == [
        "Des enfants au placer.", "On m'a dit : « Ils travaillent pour l'oncle. »", "Je n'ai rien vu moi-même.",
    ]  # fmt: skip
    assert source.file_sha256 == hashlib.sha256(FILES[name]).hexdigest()
    assert (source.title, source.file_name, source.source_id) == ("t", name, source_id(source.text))


def test_the_content_decides_not_the_name(tmp_path):
    (tmp_path / "t.txt").write_bytes(FILES["t.docx"])
    (tmp_path / "t.docx").write_bytes(FILES["t.txt"])
    (tmp_path / "sans-fin").write_bytes(FILES["t.pdf"])
    for name, words in (("t.txt", "document Word"), ("t.docx", "texte"), ("sans-fin", "PDF")):
        source = read_source(tmp_path / name)
        assert source.session_id == "ENT-900"
        assert words in skipped_lines(source.skipped)[0]
        assert skipped_lines(source.skipped, "en")[0].startswith("the content is not what")


def test_subtitles_read_as_an_interview(tmp_path):
    path = tmp_path / "t.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Awa>Et la traite ?\n\n00:03.000 --> 00:04.000\n<v Moussa>C'est grave.\n",
        encoding="utf-8",
    )
    source = read_source(path)
    assert [(s.role, s.speaker, source.text[s.start : s.end]) for s in source.segments] == [
        ("interviewer", "Awa", "Et la traite ?"), ("respondent", "Moussa", "C'est grave."),
    ]  # fmt: skip
    assert source.kind == "interview"


def test_the_user_s_kind_and_language_win(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text(INTERVIEW, encoding="utf-8")
    source = read_source(path, kind="document")
    assert source.kind == "document"
    assert {s.role for s in source.segments} == {"narrator"}
    assert source.text[source.segments[0].start :].startswith("Code de l'entretien")
    path.write_text("E : OK ?\nR : OK.", encoding="utf-8")
    assert read_source(path, lang="en").lang == "en"
    assert {s.lang for s in read_source(path, lang="en").segments} == {"en"}


def test_three_who_answer_make_a_group(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text(
        "Mod : Alors ?\nP1 : Oui.\nP2 : Non.\nP3 : Si.\nMod : Bien ?\nP1 : Oui.", encoding="utf-8"
    )
    assert read_source(path).kind == "focus-group"


def test_a_repr_shows_no_word_of_an_informant(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text(INTERVIEW, encoding="utf-8")
    shown = repr(read_source(path))
    assert "placer" not in shown
    assert "Kita" not in shown


@settings(deadline=None)
@given(st.text(min_size=1, max_size=400), st.sampled_from([None, "interview", "focus-group", "document"]))
def test_any_text_without_a_header_is_read_whole(text, kind):
    if read_header(text).end or not text.strip():
        return
    source = build_source(Extract(text, "text/plain"), "t.txt", "0" * 64, kind=kind)
    assert source.text == text
    check_source(source)


LINES = st.sampled_from(
    ["E : Oui ?", "R : Non. Jamais ! Ou alors... peut-être.", "", "[00:01:02]", "Enquêtrice\u00a0: « Ah ? » dit-elle.", "Code : ENT-1",
     "Date : 3 mars 2021", "– Viens.", "P1 (F) :", "ߒߞߏ", "They said no.", "\ufeffNote", "• un", "Il dit : rien"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINES, min_size=1, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_transcript_like_texts_keep_every_word(lines, ending):
    text = ending.join(lines)
    try:
        source = build_source(Extract(text, "text/plain"), "t.txt", "0" * 64)
    except DocumentError:
        return
    check_source(source)
    said = "".join(text[s.start : s.end] for s in source.segments)
    for word in ("Jamais !", "ߒߞߏ", "They said no.", "Viens.", "peut-être."):
        assert said.count(word) == text.count(word)
