"""Mutated copies of good files: read, or refused with a `DocumentError`; nothing else ever happens."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from kiitools.errors import DocumentError
from kiitools.readers.limits import Limits
from kiitools.readers.reading import read_source
from tests.readers.making import INTERVIEW, docx, odt, p, pdf, zipped
from tests.readers.test_subtitles import SRT, VTT

BODY = "".join(p(line) for line in INTERVIEW.split("\n"))
GOOD = {
    "a.txt": INTERVIEW.encode(),
    "b.txt": INTERVIEW.encode("utf-16"),
    "c.docx": docx(
        BODY,
        {"footnotes": '<w:footnote w:id="1">' + p("Note.") + "</w:footnote>", "comments": "<w:comment/>"},
    ),
    "d.odt": odt("".join(f"<text:p>{line}</text:p>" for line in INTERVIEW.split("\n"))),
    "e.pdf": pdf(INTERVIEW.replace("\n", "|"), "Une seconde page."),
    "f.srt": SRT.encode(),
    "g.vtt": VTT.encode(),
}
COPIES = 24


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Flip, cut, splice, zero or double some bytes."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(out))
        size = dice.randrange(1, 1 + min(64, len(out) - at))
        match dice.randrange(6):
            case 0:
                out[at] ^= 1 << dice.randrange(8)
            case 1:
                out = out[:at] or out
            case 2:
                del out[at : at + size]
            case 3:
                out[at : at + size] = bytes(size)
            case 4:
                out[at:at] = out[dice.randrange(len(out)) :][:size]
            case _:
                out[at : at + size] = dice.randbytes(size)
        if not out:
            break
    return bytes(out)


def outcome(path) -> str:
    """``read``, or the key of the refusal; any other exception fails the test."""
    try:
        source = read_source(path, limits=Limits(seconds=20))
    except DocumentError as wrong:
        return wrong.lines("fr")[0] and wrong.lines("en")[0] and wrong.key
    return "read" if source.segments else "nothing"


@pytest.mark.parametrize("name", GOOD)
def test_mutated_files_are_read_or_refused(tmp_path, name):
    dice = random.Random(name)
    path = tmp_path / name
    outcomes = set()
    for _ in range(COPIES):
        path.write_bytes(mutated(GOOD[name], dice))
        outcomes.add(outcome(path))
    assert len(outcomes) > 1
    assert "nothing" not in outcomes


@pytest.mark.parametrize("name", ["c.docx", "d.odt"])
def test_mutated_xml_inside_sound_archives(tmp_path, name):
    """The archive is whole, the XML inside is not: checksums do not help here."""
    with zipfile.ZipFile(io.BytesIO(GOOD[name])) as file:
        entries = {one: file.read(one) for one in file.namelist()}
    dice = random.Random(name)
    path = tmp_path / name
    outcomes = set()
    for _ in range(COPIES):
        which = dice.choice([one for one in entries if one != "mimetype"])
        path.write_bytes(zipped({**entries, which: mutated(entries[which], dice)}))
        outcomes.add(outcome(path))
    assert len(outcomes) > 1
    assert "nothing" not in outcomes
