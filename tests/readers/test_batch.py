"""Many files at once: all of them, or all but the refused."""

from __future__ import annotations

import pytest

from kiitools.errors import DocumentError
from kiitools.readers.batch import expand, read_sources
from tests.readers.making import INTERVIEW, docx, p


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sous").mkdir()
    for i in (3, 1, 2):
        (tmp_path / f"e{i}.txt").write_text(INTERVIEW.replace("ENT-900", f"ENT-90{i}"), encoding="utf-8")
    (tmp_path / "sous" / "e4.docx").write_bytes(docx(p("E : Oui ?") + p("R : Non.")))
    (tmp_path / "registre.xlsx").write_bytes(b"PK")
    (tmp_path / "~$e1.docx").write_bytes(b"\x01" * 162)
    (tmp_path / ".cache.txt").write_text("x", encoding="utf-8")
    return tmp_path


def test_folders_and_patterns_are_read_in_order(folder):
    sources, refused = read_sources(folder)
    assert [source.file_name for source in sources] == ["e1.txt", "e2.txt", "e3.txt", "e4.docx"]
    assert refused == []
    assert [path.name for path in expand([str(folder / "e*.txt"), folder / "e2.txt"])] == [
        "e1.txt",
        "e2.txt",
        "e3.txt",
    ]
    assert [path.name for path in expand(str(folder / "**" / "*.docx"))][-1] == "e4.docx"


def test_one_bad_file_stops_everything_and_all_bad_files_are_listed(folder):
    (folder / "a.txt").write_bytes(b"")
    (folder / "b.docx").write_bytes(b"{\\rtf1}")
    with pytest.raises(DocumentError) as caught:
        read_sources(folder)
    assert caught.value.key == "readers.refused"
    assert caught.value.values == {"n": 2, "total": 6}
    assert [(fault.where, fault.key) for fault in caught.value.faults] == [
        ("a.txt", "readers.empty-file"),
        ("b.docx", "readers.is-rtf"),
    ]
    assert "a.txt" in caught.value.lines("fr")[1]


def test_bad_files_may_be_passed_over(folder):
    (folder / "a.txt").write_bytes(b"")
    sources, refused = read_sources(folder, on_error="skip")
    assert len(sources) == 4
    assert [(path.name, wrong.key) for path, wrong in refused] == [("a.txt", "readers.empty-file")]


def test_a_hundred_and_ninety_seven_of_two_hundred(tmp_path):
    for i in range(197):
        (tmp_path / f"n{i:03}.txt").write_text(f"Note {i}.", encoding="utf-8")
    for i in range(3):
        (tmp_path / f"x{i}.txt").write_bytes(b"\x00\x01")
    done = []
    sources, refused = read_sources(tmp_path, on_error="skip", progress=lambda k, n: done.append((k, n)))
    assert (len(sources), len(refused)) == (197, 3)
    assert done[-1] == (200, 200)
    with pytest.raises(DocumentError):
        read_sources(tmp_path)


def test_the_same_text_twice_comes_in_once_and_is_told(folder):
    (folder / "copie.txt").write_bytes((folder / "e1.txt").read_bytes())
    (folder / "copie-bom.txt").write_bytes(b"\xef\xbb\xbf" + (folder / "e2.txt").read_bytes())
    sources, _ = read_sources(folder)
    assert len(sources) == 4
    told = {source.file_name: [(one.what, one.where) for one in source.skipped] for source in sources}
    assert told["copie.txt"] == [("readers.notice.same-bytes", "e1.txt")]
    assert told["copie-bom.txt"] == [("readers.notice.same-text", "e2.txt")]


def test_a_missing_file_is_refused_and_an_empty_pattern_too(tmp_path):
    _, refused = read_sources(tmp_path / "absent.txt", on_error="skip")
    assert refused[0][1].key == "readers.not-found"
    for nothing in (tmp_path, str(tmp_path / "*.docx"), []):
        with pytest.raises(DocumentError) as caught:
            read_sources(nothing)
        assert caught.value.key == "readers.nothing-found"
    with pytest.raises(DocumentError):
        read_sources(tmp_path, on_error="ignore")


def test_a_name_with_brackets_is_a_name_not_a_pattern(tmp_path):
    (tmp_path / "entretien [1].txt").write_text("Oui.", encoding="utf-8")
    assert len(read_sources(tmp_path / "entretien [1].txt")[0]) == 1
