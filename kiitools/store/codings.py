"""Codings in and out of the store: the family's verbs, each told in its module.

`runs`: what machines suggest. `decisions`: what people decide and add. `current`: how it all stands now, and
the only door of the words.
"""

from kiitools.store.current import codings_table, load_codings, quotes_table
from kiitools.store.decisions import (
    coders,
    decisions_table,
    load_decisions,
    save_added,
    save_decisions,
    save_reviewed,
    save_undo,
)
from kiitools.store.runs import load_digests, save_run, save_runs

__all__ = [
    "coders", "codings_table", "decisions_table", "load_codings", "load_decisions", "load_digests",
    "quotes_table", "save_added", "save_decisions", "save_reviewed", "save_run", "save_runs", "save_undo",
]  # fmt: skip
