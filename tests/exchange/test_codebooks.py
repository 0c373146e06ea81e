"""A codebook as a table, and what changed between two."""

from __future__ import annotations

from dataclasses import replace

from kiitools.exchange.codebooks import codebook_differences, codebook_table
from kiitools.model.codes import Code, Codebook, Rule

DEBT = Code(
    "general.means.debt",
    {"fr": "Dette qui lie", "en": "Debt that binds"},
    {"fr": "Une dette retient la personne."},
    rules=(
        Rule("fr", {"term": "dette*"}, "general.yaml:10"),
        Rule("en", {"term": "debt*"}, "general.yaml:11"),
    ),
)
GOLD = Code("form.gold.child", {"fr": "Enfants dans les mines d'or", "en": "Children in gold pits"})
BOOK = Codebook("essai", (DEBT, GOLD), {"general.means": {"fr": "Moyen", "en": "Means"}})


def test_a_codebook_reads_as_a_table_in_the_language_asked_for():
    table = codebook_table(BOOK, lang="en").set_index("id")
    assert table.loc["general.means.debt", "label"] == "Debt that binds"
    assert table.loc["general.means.debt", "group"] == "Means"
    assert table.loc["general.means.debt", "terms"] == "debt*"
    assert table.loc["general.means.debt", "definition"] == "Une dette retient la personne."


def test_a_codebook_read_back_from_plain_values_is_the_same():
    again = Codebook.from_plain(BOOK.to_plain())
    assert again.version == BOOK.version
    assert again["general.means.debt"] == DEBT


def test_what_changed_is_named_by_code_and_part():
    wider = replace(DEBT, include={"fr": "Aussi une dette de voyage."})
    new = Codebook("essai", (wider, Code("form.debt.inherited", {"fr": "Dette transmise"})))
    rows = set(codebook_differences(BOOK, new).itertuples(index=False, name=None))
    assert rows == {
        ("general.means.debt", "changed", "include"),
        ("form.gold.child", "removed", ""),
        ("form.debt.inherited", "added", ""),
    }


def test_a_rule_that_only_moved_to_another_line_is_not_a_change():
    moved = replace(DEBT, rules=tuple(replace(r, where="general.yaml:99") for r in DEBT.rules))
    assert codebook_differences(BOOK, Codebook("essai", (moved, GOLD))).empty
