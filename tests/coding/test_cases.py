"""Sentences of the field, marked as an analyst marks them: one line per case in ``cases/*.txt``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.suggest import Coder, build_coder

MARK = re.compile(r"\[([^\]]*)\]\(([a-z0-9.\-]+)(?: (negated|hypothetical|historical))?\)")
FILES = ("formes.txt", "contexte.txt", "polarite.txt")


def lines() -> list[tuple[str, str, str]]:
    """All cases: language, role, marked sentence."""
    found = []
    for name in FILES:
        for line in (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                lang, role, said = (part.strip() for part in line.split("|", 2))
                found.append((lang, role, said.removeprefix('"').removesuffix('"')))
    return found


@pytest.fixture(scope="session")
def coder() -> Coder:
    return build_coder(read_codebook("trafficking-mali"))


@pytest.mark.parametrize(("lang", "role", "said"), lines(), ids=lambda part: part[:60])
def test_the_marked_words_carry_the_code_and_its_polarity(
    coder: Coder, lang: str, role: str, said: str
) -> None:
    text = MARK.sub(r"\1", said)
    who = {"role": "interviewer" if role == "Q" else "respondent", "speaker": role}
    unit = {"id": "1", "source": "s", "seq": 1, "lang": lang, "text": text, **who}
    suggested = {one.code: one for one in coder.suggest_units([unit])["1"]}
    for words, code, polarity in MARK.findall(said):
        assert code in suggested, sorted(suggested)
        assert suggested[code].polarity == (polarity or "affirmed")
        start = text.index(words)
        one = suggested[code]
        assert one.evidence_start < start + len(words)
        assert start < one.evidence_end
    if not MARK.search(said):
        assert not suggested, sorted((code, one.term) for code, one in suggested.items())


def absences() -> list[tuple[str, str, str, str]]:
    """Sentences and the codes that would be wrong on them."""
    said = (Path(__file__).parent / "cases" / "absent.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in said if line and not line.startswith("#")]
    return [(lang.strip(), role.strip(), text.strip(), codes.strip()) for lang, role, text, codes in rows]


@pytest.mark.parametrize(("lang", "role", "said", "codes"), absences(), ids=lambda part: part[:60])
def test_a_sentence_does_not_carry_a_code_of_another_matter(
    coder: Coder, lang: str, role: str, said: str, codes: str
) -> None:
    unit = {
        "id": "1",
        "source": "s",
        "seq": 1,
        "lang": lang,
        "text": said,
        "role": "respondent",
        "speaker": role,
    }
    suggested = {one.code for one in coder.suggest_units([unit])["1"]}
    assert not suggested & {code.strip() for code in codes.split(",")}
