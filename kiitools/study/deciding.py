"""Decisions of people: accept, reject, and by way of a review sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiitools.errors import InputError, RegisterError, fault
from kiitools.model.codings import DECISIONS, Coding, Decision
from kiitools.model.sources import Segment
from kiitools.privacy.release import Released

if TYPE_CHECKING:
    from kiitools.study.study import Study


def accept(study: Study, *, strength: float, coder: str, code: str | None) -> int:
    """Accept every undecided suggestion of at least ``strength`` (of ``code`` or its branch, when named)."""
    from kiitools.store.decisions import save_decisions

    codings = study.codings(status="suggested")
    chosen = codings[codings["strength"] >= strength]
    if code is not None:
        chosen = chosen[(chosen["code"] == code) | chosen["code"].str.startswith(code + ".")]
    decisions = [
        Decision(one, coder, "accepted", reason=f"strength >= {strength:g}") for one in chosen["coding_id"]
    ]
    if decisions:
        save_decisions(study.database, decisions, actor=coder)
    return len(decisions)


def decide(study: Study, coding_id: str, decision: str, *, coder: str, **changes: str) -> None:
    """Keep one decision; the coding itself does not change."""
    from kiitools.store.decisions import save_decisions

    if decision not in DECISIONS:
        raise InputError(
            "study.unknown-decision", where=coding_id, decision=decision, known=", ".join(DECISIONS)
        )
    new_code = changes.get("new_code", "")
    if new_code and new_code not in study.codebook:
        raise InputError("study.unknown-code", where=coding_id, code=new_code)
    save_decisions(study.database, [Decision(coding_id, coder, decision, **changes)], actor=coder)


def export_review(study: Study, path: Path, *, where: Mapping[str, str] | None) -> Path:
    """Write suggestions with their passages, to be decided in a spreadsheet."""
    from kiitools.outputs.review_sheets import write_suggestions
    from kiitools.store.codings import load_codings, quotes_table

    codings = study.codings(status="suggested")
    for column, value in (where or {}).items():
        codings = codings[codings[column] == value]
    ids = list(codings["coding_id"])
    words = quotes_table(study.database, ids)
    why = {one.coding_id: one for one in load_codings(study.database, ids)}
    for column in ("term", "strength", "rule"):
        words[column] = [getattr(why[one], column) for one in words["coding_id"]]
    book = study.codebook
    labels = {code.id: book.label(code.id, study.settings.lang) for code in book}
    write_suggestions(words, path, labels=labels, lang=study.settings.lang)
    study.note_release([Released("review-sheet", path.name, "team", len(words))])
    return path


def import_review(study: Study, path: Path, *, coder: str) -> int:
    """Take decisions back: every row is checked against the study before any is kept."""
    from kiitools.readers.decisions import read_decisions
    from kiitools.store.decisions import save_reviewed

    rows = read_decisions(path)
    desk = _Desk(study, coder)
    faults = []
    for number, row in zip(rows.attrs["rows"], rows.to_dict("records"), strict=True):
        faults += [fault(f"{path.name}:{number}", key, **values) for key, values in desk.take(row)]
    if faults:
        raise RegisterError("study.review-faults", where=path, faults=tuple(faults), n=len(faults))
    save_reviewed(study.database, desk.added, desk.decisions, actor=coder)
    return len(desk.added) + len(desk.decisions)


def codings_by_place(study: Study) -> dict[tuple[object, ...], dict[Any, Any]]:
    """Current codings by where they stand and under which code: as suggested, else as recoded."""
    from kiitools.store.codings import load_codings

    current = {row["coding_id"]: row for row in study.codings().to_dict("records")}
    places: dict[tuple[object, ...], dict[Any, Any]] = {
        (made.source_id, made.start, made.end, made.code): current[made.coding_id]
        for made in load_codings(study.database, list(current))
    }
    for row in current.values():
        places.setdefault((row["source_id"], row["start"], row["end"], row["code"]), row)
    return places


class _Desk:
    """Rows of a review sheet held against the study: what they decide, or what is wrong with them."""

    def __init__(self, study: Study, coder: str):
        self.coder = coder
        self.added: list[Coding] = []
        self.decisions: list[Decision] = []
        self._study = study
        self._codes = set(study.codebook.ids)
        self._hashes = dict(study.sources()[["source_id", "text_sha256"]].itertuples(index=False, name=None))
        self._known = codings_by_place(study)
        self._texts: dict[str, str] = {}
        self._seen: dict[tuple[object, ...], int] = {}

    def take(self, row: Mapping[Any, Any]) -> Iterator[tuple[str, dict[str, object]]]:
        """Keep what a row decides; yield its faults (message key and values)."""
        if not row["decision"]:
            return
        before = len(found := list(self._faults(row)))
        yield from found
        if not before:
            self._keep(row)

    def _faults(self, row: Mapping[Any, Any]) -> Iterator[tuple[str, dict[str, object]]]:
        place = (row["source_id"], int(row["start"]), int(row["end"]), row["code"])
        if row["source_id"] not in self._hashes:
            yield "study.review-unknown-source", {"source": row["source_id"]}
            return
        if row["text_sha256"] != self._hashes[row["source_id"]]:
            yield "study.review-stale-text", {"source": row["source_id"]}
            return
        if row["coder"] and row["coder"] != self.coder:
            yield "study.review-other-coder", {"coder": row["coder"], "expected": self.coder}
        for code in {row["code"], row["new_code"]} - {""} - self._codes:
            yield "study.review-unknown-code", {"code": code}
        if place in self._seen:
            yield "study.review-twice", {"code": row["code"]}
        self._seen[place] = 1
        if not self._same_words(row):
            yield "study.review-other-words", {"start": row["start"], "end": row["end"]}
        elif row["decision"] == "added":
            yield from self._added_faults(row)
        elif place not in self._known:
            yield (
                "study.review-unknown-coding",
                {"code": row["code"], "start": row["start"], "end": row["end"]},
            )

    def _added_faults(self, row: Mapping[Any, Any]) -> Iterator[tuple[str, dict[str, object]]]:
        """A passage a person adds lies inside one turn, and not an interviewer's."""
        turn = self._turn(row)
        if turn is None or turn.role == "interviewer":
            key = "study.review-outside-turn" if turn is None else "study.review-interviewer"
            yield key, {"start": row["start"], "end": row["end"]}

    def _turn(self, row: Mapping[Any, Any]) -> Segment | None:
        segments = self._study.source(row["source_id"]).segments
        start, end = int(row["start"]), int(row["end"])
        return next((one for one in segments if one.start <= start and end <= one.end), None)

    def _same_words(self, row: Mapping[Any, Any]) -> bool:
        source, start, end = row["source_id"], int(row["start"]), int(row["end"])
        if source not in self._texts:
            self._texts[source] = self._study.source(source).text
        text = self._texts[source]
        return 0 <= start < end <= len(text) and text[start:end] == row["quote"]

    def _keep(self, row: Mapping[Any, Any]) -> None:
        if row["decision"] == "added":
            coding = self._coding(row)
            if coding.coding_id not in {one["coding_id"] for one in self._known.values()}:
                self.added.append(coding)
            return
        known = self._known[(row["source_id"], int(row["start"]), int(row["end"]), row["code"])]
        wanted = {part: row[part] or known[part] for part in ("polarity", "evidence")}
        wanted["code"] = row["new_code"] or (known["code"] if known["code"] == row["code"] else row["code"])
        wanted["status"], wanted["decided_by"] = row["decision"], self.coder
        if all(known[part] == value for part, value in wanted.items()):
            return  # said already: a sheet may come in as often as its coder likes
        changes = {
            f"new_{part}": wanted[part] for part in ("polarity", "evidence") if wanted[part] != known[part]
        }
        self.decisions.append(
            Decision(
                known["coding_id"],
                self.coder,
                row["decision"],
                wanted["code"] if wanted["code"] != known["code"] or row["new_code"] else "",
                reason=row["reason"],
                at=row["at"],
                **changes,
            )
        )

    def _coding(self, row: Mapping[Any, Any]) -> Coding:
        turn = self._turn(row)
        assert turn is not None, "a row outside any turn was refused before"
        return Coding(
            source_id=row["source_id"],
            segment=turn.seq,
            start=int(row["start"]),
            end=int(row["end"]),
            quote=row["quote"],
            code=row["new_code"] or row["code"],
            polarity=row["polarity"] or "affirmed",
            evidence=row["evidence"] or "direct",
            coder=self.coder,
            lang=turn.lang,
        )
