"""What may leave, and what may not."""

from __future__ import annotations

import pandas as pd
import pytest

from kiitools.errors import ReleaseError
from kiitools.privacy.release import ALLOWED, ensure_level, gate


def test_a_column_that_is_not_allowed_does_not_leave():
    frame = pd.DataFrame({"region": ["Gao"], "k": [1], "n": [7], "informant_id": ["KI-104"], "name": ["Awa"]})
    released, held = gate(frame, "finding")
    assert list(released) == ["region", "k", "n"]
    assert held == ("informant_id", "name")


def test_the_notes_of_an_actors_register_stay_in_the_study():
    actors = pd.DataFrame({"name": ["OIM"], "notes": ["contact privé"], "telephone": ["+223"]})
    released, held = gate(actors, "actors")
    assert list(released) == ["name"]
    assert set(held) == {"notes", "telephone"}


def test_no_output_may_show_who_a_person_is():
    personal = {"informant_id", "session_id", "source_id", "title", "file_name", "quote", "speaker", "notes"}
    assert not personal & {*ALLOWED["finding"], *ALLOWED["map"]}


@pytest.mark.parametrize("level", ["committee", "public"])
def test_outside_the_team_nothing_leaves_until_small_cells_are_protected(level):
    with pytest.raises(ReleaseError, match="tranches"):
        ensure_level(level)


def test_an_unknown_level_lists_the_known_ones():
    with pytest.raises(ReleaseError, match="team, committee, public"):
        ensure_level("publique")
