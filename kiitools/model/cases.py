"""People and meetings: informants, sessions, who spoke under which label."""

from __future__ import annotations

from dataclasses import dataclass

CATEGORIES = (
    "technical_service", "justice", "law_enforcement", "community_leader", "national_ngo",
    "international_ngo", "international_organisation", "embassy", "researcher", "lawyer", "journalist",
    "survivor", "former_smuggler", "agency_staff", "donor", "consultant", "other",
)  # fmt: skip
MODES = ("interview", "phone", "focus-group", "remote", "document")
LEVELS = ("precise", "partial", "none")
SEXES = ("F", "M", "X")
UNITS = ("informant", "organisation", "session", "source", "mention")


@dataclass(frozen=True, slots=True)
class Attendance:
    """An informant who speaks under a label in a session (``P1`` = ``KI-113`` in ``FGD-KAY-1``)."""

    session_id: str
    informant_id: str
    speaker_label: str
