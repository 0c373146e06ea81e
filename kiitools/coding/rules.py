"""Rules of codes, compiled: which labels must stand together, how near, and what forbids them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiitools.coding.concepts import concepts
from kiitools.coding.patterns import GAP, WIDEST_GAP, PatternFault, PatternSet, is_concept, read_atoms
from kiitools.model.codes import Code, Rule

KEYS = frozenset(
    [
        "lang",
        "term",
        "cue",
        "all",
        "within",
        "gap",
        "ordered",
        "unless",
        "near",
        "unless_near",
        "question",
        "reach",
        "strength",
        "recall",
        "polarity",
        "negation",
    ]
)
WITHIN = ("sentence", "turn")
ANY = "any"
STRENGTHS = {"S": 0.9, "M": 0.8, "W": 0.7, "N": 0.7}
ALL_GAP = 12
REACH = 4
Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule ready to run.

    ``groups``: each must be met (by any of its labels), by words of their own. ``near`` and ``question``
    are met by
    context, ``unless`` and ``unless_near`` forbid.
    """

    code: str
    where: str
    text: str
    lang: str
    groups: tuple[Group, ...]
    gap: int
    ordered: bool
    within: str
    near: tuple[Group, ...]
    question: tuple[Group, ...]
    unless: Group
    unless_near: Group
    reach: int
    strength: float
    cue: bool
    polarity: str
    deniable: bool

    @property
    def trigger(self) -> Group:
        """The labels that make this rule worth a look."""
        return self.groups[0]


def languages_of(rule: Rule) -> tuple[str, ...]:
    """The languages a rule speaks (``any`` stands for all)."""
    return ("fr", "en") if rule.lang == ANY else (rule.lang,)


def shown(body: Mapping[str, Any]) -> str:
    """A rule as one line for people."""
    if "term" in body:
        return str(body["term"]) + ("°" if is_true(body.get("cue")) else "")
    return " + ".join(body.get("all", ()))


def is_true(value: object) -> bool:
    """YAML's ``true`` as the string it is read as."""
    return str(value).lower() == "true"


def compile_rule(code: Code, rule: Rule, patterns: PatternSet, *, recall: str = "normal") -> Compiled | None:
    """Compile a rule into ``patterns`` (its language); None when it belongs to a wider recall setting.

    Raises
    ------
    PatternFault
        When the rule cannot be compiled.
    """
    body = rule.body
    check_keys(body)
    if body.get("recall") == "high" and recall != "high":
        return None
    gap = _number(body, "gap", GAP if "term" in body else ALL_GAP)
    cue = is_true(body.get("cue"))
    weight = STRENGTHS.get(code.weight, 0.7) - (0.2 if cue else 0.0)
    strength = float(body.get("strength", weight))
    return Compiled(
        code.id, rule.where, shown(body), patterns.lang, _groups(body, patterns, gap), gap,
        is_true(body.get("ordered")), body.get("within", "sentence"), _elements(body.get("near"), patterns),
        _elements(body.get("question"), patterns), _union(_elements(body.get("unless"), patterns)),
        _union(_elements(body.get("unless_near"), patterns)),
        _number(body, "reach", REACH) * (2 if recall == "high" else 1), strength, cue,
        body.get("polarity", ""),
        body.get("negation", "") != "ignored",
    )  # fmt: skip


def check_keys(body: Mapping[str, Any]) -> None:
    """Raise `PatternFault` for unknown keys and values a rule cannot have."""
    for key in body:
        if key not in KEYS:
            raise PatternFault("codebook.unknown-key", name=key, known=", ".join(sorted(KEYS)))
    if ("term" in body) == ("all" in body):
        raise PatternFault("codebook.term-or-all")
    if body.get("within", "sentence") not in WITHIN:
        raise PatternFault("codebook.bad-within", value=body["within"])
    if "all" in body and (not isinstance(body["all"], list) or not body["all"]):
        raise PatternFault("codebook.empty-term")
    for key in ("gap", "reach"):
        _number(body, key, 0)
    try:
        strength = float(body.get("strength", 0.5))
    except ValueError:
        strength = -1.0
    if not 0 < strength <= 1:
        raise PatternFault("codebook.bad-strength", value=body["strength"])


def _number(body: Mapping[str, Any], key: str, default: int) -> int:
    value = str(body.get(key, default))
    if not value.isdecimal() or int(value) > WIDEST_GAP:
        raise PatternFault("codebook.bad-number", name=key, value=value, most=WIDEST_GAP)
    return int(value)


def _groups(body: Mapping[str, Any], patterns: PatternSet, gap: int) -> tuple[Group, ...]:
    if "term" in body:
        return ((patterns.add(f"term:{gap}:{body['term']}", str(body["term"]), gap),),)
    return _elements(body["all"], patterns)


def _elements(entries: Iterable[str] | str | None, patterns: PatternSet) -> tuple[Group, ...]:
    if isinstance(entries, str):
        entries = [entries]
    return tuple(_element(entry, patterns) for entry in entries or ())


def _element(entry: str, patterns: PatternSet) -> Group:
    """An element of a rule: alternatives separated by ``|``, each a concept or words."""
    labels = []
    for part in (part.strip() for part in str(entry).split("|")):
        if not part:
            raise PatternFault("codebook.empty-term")
        if is_concept(part):
            _ensure_concept(part, patterns.lang)
            labels.append(patterns.label(part))
        else:
            labels.append(patterns.add(f"term:{GAP}:{part}", part))
    return tuple(dict.fromkeys(labels))


def _ensure_concept(name: str, lang: str) -> None:
    if name not in concepts(lang) and name not in ("AGE_MINEUR", "NOMBRE"):
        raise PatternFault("codebook.unknown-concept", name=name, lang=lang)


def _union(groups: Iterable[Group]) -> Group:
    return tuple(dict.fromkeys(label for group in groups for label in group))


def concept_names(rules: Iterable[Rule]) -> frozenset[str]:
    """The concepts that rules name."""
    found = set()
    for rule in rules:
        for key in ("all", "near", "question", "unless", "unless_near"):
            entries = rule.body.get(key, ())
            for entry in [entries] if isinstance(entries, str) else entries:
                found |= {part.strip() for part in str(entry).split("|") if is_concept(part.strip())}
        found |= {word for word in str(rule.body.get("term", "")).split() if is_concept(word)}
    return frozenset(found)


__all__ = ["ALL_GAP", "Compiled", "compile_rule", "concept_names", "languages_of", "read_atoms", "shown"]
