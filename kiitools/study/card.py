"""What a study says of itself: counts, never text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiitools.messages import say

if TYPE_CHECKING:
    from kiitools.study.study import Study


def as_text(study: Study) -> str:
    """The card of a study: sources, informants, codings by status, who holds it."""
    lang = study.settings.lang
    counted = counts(study)
    lines = [say("study.card.title", lang, title=study.settings.title or study.settings.name)]
    lines += [say(f"study.card.{key}", lang, **{key: value}) for key, value in counted.items()]
    if study.settings.fictional:
        lines.append(say("study.fictional", lang))
    if study.database.read_only:
        lines.append(say("study.card.read-only", lang, holder=study.database.held_by or "-"))
    return "\n".join(lines)


def counts(study: Study) -> dict[str, int]:
    """Sources, informants, suggestions without a decision, accepted and rejected codings."""
    status = study.codings()["status"].value_counts()
    return {
        "sources": len(study.sources()),
        "informants": len(study.informants()),
        "suggested": int(status.get("suggested", 0)),
        "accepted": int(status.get("accepted", 0)),
        "rejected": int(status.get("rejected", 0)),
    }
