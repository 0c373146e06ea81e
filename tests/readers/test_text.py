"""Plain text: the encoding is found exactly, or asked for; never guessed into nonsense."""

from __future__ import annotations

import codecs

import pytest

from kiitools.errors import DocumentError
from kiitools.readers.text import read_text
from tests.readers.making import INTERVIEW

FRENCH = "L’enquêtrice a noté : « Où sont-elles allées ? À Ségou, çà et là… » – le cœur serré."


def refusal(data, **options):
    with pytest.raises(DocumentError) as caught:
        read_text(data, "t.txt", **options)
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode(), codecs.BOM_UTF8 + FRENCH.encode(), FRENCH.encode("utf-16"), FRENCH.encode("utf-32"),
        codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"),
    ],
)  # fmt: skip
def test_marks_and_utf_8_are_read_without_assumption(data):
    extract = read_text(data, "t.txt")
    assert extract.text == FRENCH
    assert extract.skipped == ()


def test_windows_1252_is_an_assumption_and_is_told():
    extract = read_text(FRENCH.encode("cp1252"), "t.txt")
    assert extract.text == FRENCH
    assert [one.what for one in extract.skipped] == ["readers.notice.assumed-cp1252"]


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_other_old_encodings_are_asked_about_not_mangled(encoding):
    data = INTERVIEW.encode(encoding)
    error = refusal(data)
    assert error.key == "readers.other-encoding"
    assert error.values["encoding"] == encoding
    assert read_text(data, "t.txt", encoding=encoding).text == INTERVIEW


def test_line_ends_tabs_and_odd_blanks_are_kept():
    text = "E : a\r\nR :\u00a0b\u202f!\rE\tc\u2028d\n"
    assert read_text(text.encode(), "t.txt").text == text


def test_utf_16_without_its_mark_is_told_by_sniffing(tmp_path):
    from kiitools.readers.reading import read_source

    (tmp_path / "t.txt").write_bytes(INTERVIEW.encode("utf-16-le"))
    with pytest.raises(DocumentError) as caught:
        read_source(tmp_path / "t.txt")
    assert caught.value.key == "readers.utf16-without-mark"
    assert read_source(tmp_path / "t.txt", encoding="utf-16-le").text == INTERVIEW


def test_damaged_utf_8_is_not_read_as_windows_1252():
    data = (FRENCH * 30).encode()
    assert refusal(data[:100] + b"\xff" + data[100:]).key == "readers.broken-utf8"


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\x85\x9f"])
def test_control_characters_are_refused_by_name(bad):
    error = refusal(("ligne une\nligne deux " + bad).encode())
    assert error.key == "readers.control-characters"
    assert error.values["line"] == 2
    assert str(error.values["code"]).startswith("U+")


def test_a_wrong_or_unknown_encoding_is_named():
    assert refusal(FRENCH.encode(), encoding="ascii").key == "readers.wrong-encoding"
    assert refusal(FRENCH.encode(), encoding="klingon").key == "readers.unknown-encoding"
    assert refusal(FRENCH.encode(), encoding="hex").key in (
        "readers.unknown-encoding",
        "readers.wrong-encoding",
    )


def test_text_mangled_before_is_read_and_told():
    extract = read_text(FRENCH.encode().decode("cp1252", "replace").replace("\ufffd", "").encode(), "t.txt")
    assert [one.what for one in extract.skipped] == ["readers.notice.mangled"]
