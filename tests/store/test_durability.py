"""A program killed in the middle of its work loses nothing that was acknowledged and leaves nothing half."""

from __future__ import annotations

import os
import random
import sys
import time

import pytest

from kiitools.store.checks import check_database
from kiitools.store.codings import codings_table, load_decisions, save_run
from kiitools.store.database import create_database, open_database
from kiitools.store.sources import load_sources, save_sources
from tests.store.processes import writing
from tests.store.studies import PAPERS, codings_of, interview

KILLS = int(os.environ.get("KIITOOLS_KILLS", "40"))
"""Before a release: ``KIITOOLS_KILLS=1000 pytest tests/store/test_durability.py -s``."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")


@pytest.fixture
def study(path):
    source = interview(0)
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [source], actor="AK")
        save_run(db, source.source_id, codings_of(source), {PAPERS: "1"}, actor="rules")
    return path


def killed(study, seed, seconds):
    """What a writer acknowledged before it was killed."""
    writer = writing(study, seed)
    first = writer.line()
    time.sleep(seconds)
    return [tuple(line.split()) for line in (first, *writer.kill()) if line]


def test_kills_at_any_moment_lose_nothing_acknowledged_and_leave_nothing_half(study):
    rnd, acknowledged = random.Random(20201117), []
    for seed in range(1, KILLS + 1):
        acknowledged += killed(study, seed, rnd.uniform(0.0, 0.15))
    with open_database(study) as db:
        assert db.faults == ()
        assert check_database(db) == []
        texts = {one.source_id for one in load_sources(db)}
        codes = codings_table(db)
        said = [int(one.reason) for one in load_decisions(db) if one.reason]
    print(f"{len(acknowledged)} acknowledged writes over {KILLS} kills")
    assert len(acknowledged) >= KILLS
    own = codes[codes["coder"] == "AK"]["code"]
    for what, number in acknowledged:
        if what == "decide":
            assert said.count(int(number)) == 2
        elif what == "add":
            assert {f"form.n{number}.c0", f"form.n{number}.c1"} <= set(own)
        else:
            assert interview(int(number)).source_id in texts
    assert all(said.count(one) == 2 for one in set(said)), "a decision of two rows is whole or not there"
    assert len(own) % 2 == 0
    for source, n in codes[codes["coder"] == "rules"].groupby("source_id").size().items():
        assert n == 3, source
