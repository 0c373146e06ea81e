"""How an output is to read, and what all outputs share: notices, labels, the release register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kiitools.errors import InputError
from kiitools.messages import LANGUAGES, say
from kiitools.privacy.release import Released, ensure_level, gate

if TYPE_CHECKING:
    from kiitools.study.study import Study


@dataclass(frozen=True, slots=True)
class Edition:
    """How an output is to read: language, which codings count, release level."""

    lang: str
    status: str
    release: str

    @classmethod
    def of(cls, study: Study, lang: str | None, status: str, release: str) -> Edition:
        """The edition asked for; refused when results may not leave at its level."""
        ensure_level(release)
        return cls(lang or study.settings.lang, status, release)


def notices(study: Study, status: str) -> list[dict[str, str]]:
    """Sentences that every output carries, in both languages: fictional, accepted by whom, what it is not."""
    deciders = sorted({one for one in study.codings(status="accepted")["decided_by"] if one})
    keys: list[tuple[str, dict[str, object]]] = [("publish.supporting-evidence", {})]
    if study.settings.fictional:
        keys.insert(0, ("study.fictional", {}))
    if deciders == ["demo"]:
        keys.append(("publish.accepted-by-demo", {"strength": study.settings.strength}))
    elif deciders:
        keys.append(("publish.accepted-by", {"coders": ", ".join(deciders)}))
    if status == "suggested":
        keys.append(("publish.with-suggestions", {}))
    return [{lang: say(key, lang, **_written(values, lang)) for lang in LANGUAGES} for key, values in keys]


def _written(values: dict[str, object], lang: str) -> dict[str, object]:
    """Numbers as the language writes them: a decimal comma in French."""
    return {
        name: f"{value:.2f}".replace(".", "," if lang == "fr" else ".") if isinstance(value, float) else value
        for name, value in values.items()
    }


def ensure_ending(path: Path, ending: str) -> None:
    """Refuse a file name that would say something else than what is written."""
    if path.suffix.lower() != ending:
        raise InputError("cli.wrong-ending", where=path, ending=ending, example=f"{path.stem or 'x'}{ending}")


def labelled(study: Study, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The table with the codes' labels beside them, in the language of the edition."""
    if "code" not in frame or "label" in frame:
        return frame
    shown = frame.copy()
    book = study.codebook
    at = list(frame.columns).index("code") + 1
    shown.insert(at, "label", [book.label(one, lang) for one in frame["code"]])
    shown.attrs = dict(frame.attrs)
    return shown


def coverage_by_region(study: Study) -> pd.DataFrame:
    """Who was interviewed in each region, without names: what the map's coverage layer shows."""
    frame = study.coverage().frame
    return gate(frame, "finding")[0]


def noted(study: Study, output: str, path: Path, edition: Edition, rows: int) -> Path:
    """Write an output into the release register and hand its path on."""
    study.note_release([Released(output, path.name, edition.release, rows)])
    return path
