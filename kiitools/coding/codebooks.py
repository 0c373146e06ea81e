"""Codebooks as YAML folders: read them, check them (all faults at once, with file and line)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from kiitools.coding.patterns import PatternFault, PatternSet
from kiitools.coding.rules import ANY, compile_rule, languages_of
from kiitools.coding.words import LANGUAGES
from kiitools.errors import CodebookError, Fault, fault
from kiitools.model.codes import WEIGHTS, Code, Codebook, Rule

SHIPPED = ("trafficking-mali", "evaluation")
HEAD = "codebook.yaml"
_CODE_KEYS = ("id", "label", "definition", "include", "exclude", "weight", "frameworks", "rules")
_TEXTS = ("label", "definition", "include", "exclude")


def codebook_folder(name_or_folder: str | Path) -> Path:
    """The folder of a shipped codebook or of one's own.

    Raises
    ------
    CodebookError
        When there is no such folder or no ``codebook.yaml`` in it.
    """
    folder = Path(name_or_folder)
    if str(name_or_folder) in SHIPPED:
        folder = Path(str(resources.files("kiitools").joinpath(f"resources/codebooks/{name_or_folder}")))
    if folder.name == HEAD:
        folder = folder.parent
    if not (folder / HEAD).is_file():
        raise CodebookError("codebook.missing", where=folder.name, known=", ".join(SHIPPED))
    return folder


def read_codebook(name_or_folder: str | Path) -> Codebook:
    """Read a codebook: a shipped name (``trafficking-mali``, ``evaluation``) or a folder of YAML files.

    Raises
    ------
    CodebookError
        When the files do not hold a codebook; all faults at once. Rules are looked into by `check_codebook`.
    """
    folder = codebook_folder(name_or_folder)
    if str(name_or_folder) in SHIPPED:
        return _read_shipped(folder)
    return _read(folder)


@lru_cache(maxsize=4)
def _read_shipped(folder: Path) -> Codebook:
    return _read(folder)


def _read(folder: Path) -> Codebook:
    reading = _Reading()
    codebook = reading.folder(folder)
    if reading.faults:
        raise CodebookError(
            "codebook.faults", where=folder.name, faults=tuple(reading.faults), n=len(reading.faults)
        )
    return codebook


def check_codebook(name_or_folder: str | Path | Codebook) -> list[Fault]:
    """All faults of a codebook and its rules, each with file, line and code; empty when it is sound."""
    if isinstance(name_or_folder, Codebook):
        return list(_rule_faults(name_or_folder))
    reading = _Reading()
    codebook = reading.folder(codebook_folder(name_or_folder))
    return [*reading.faults, *_rule_faults(codebook)]


def ensure_codebook(codebook: Codebook) -> Codebook:
    """Return the codebook when all its rules can be compiled.

    Raises
    ------
    CodebookError
        Otherwise, with every fault.
    """
    faults = tuple(_rule_faults(codebook))
    if faults:
        raise CodebookError("codebook.faults", where=codebook.name, faults=faults, n=len(faults))
    return codebook


def _rule_faults(codebook: Codebook) -> Iterator[Fault]:
    patterns = {lang: PatternSet(lang) for lang in LANGUAGES}
    for code in codebook:
        for rule in code.rules:
            if rule.lang != ANY and rule.lang not in LANGUAGES:
                yield fault(rule.where, "codebook.unknown-language", code=code.id, lang=rule.lang)
                continue
            try:
                for lang in languages_of(rule):
                    compile_rule(code, rule, patterns[lang], recall="high")
            except PatternFault as found:
                yield fault(rule.where, found.key, code=code.id, **found.values)


@dataclass
class _Reading:
    """Reads a codebook's files node by node, so that every fault has its line."""

    faults: list[Fault] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def folder(self, folder: Path) -> Codebook:
        name = folder.name
        groups: dict[str, dict[str, str]] = {}
        head = self.compose(folder / HEAD)
        if head is not None:
            entries = self.plain(head, HEAD)
            if isinstance(entries, dict):
                name, groups = str(entries.get("name", name)), entries.get("groups") or {}
            if isinstance(entries, dict) and entries.get("codes"):
                self.entries(head, HEAD, "codes")
        for path in sorted(folder.glob("*.yaml")):
            if path.name != HEAD and (node := self.compose(path)) is not None:
                self.entries(node, path.name)
        if not self.codes and not self.faults:
            self.faults.append(fault(folder.name, "codebook.no-codes"))
        return Codebook(name, tuple(self.codes), groups)

    def compose(self, path: Path) -> Any:
        """The node tree of a YAML file; None (and a fault) when it is not YAML."""
        import yaml

        try:
            text = path.read_text(encoding="utf-8-sig")
            node = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
            self.faults += [fault(f"{path.name}:{line}", "codebook.alias") for line in _aliases(node)]
            return node
        except UnicodeDecodeError:
            self.faults.append(fault(path.name, "codebook.not-utf8"))
        except yaml.MarkedYAMLError as wrong:
            line = (wrong.problem_mark.line + 1) if wrong.problem_mark else 1
            self.faults.append(fault(f"{path.name}:{line}", "codebook.not-yaml", problem=wrong.problem or ""))
        except yaml.YAMLError:
            self.faults.append(fault(path.name, "codebook.not-yaml", problem=""))
        return None

    def entries(self, node: Any, file: str, key: str | None = None) -> None:
        if key is not None:
            node = next((v for k, v in node.value if k.value == key), node)
        if type(node).__name__ != "SequenceNode":
            self.faults.append(fault(f"{file}:{node.start_mark.line + 1}", "codebook.not-a-list"))
            return
        for item in node.value:
            self.entry(item, file)

    def entry(self, node: Any, file: str) -> None:
        where = f"{file}:{node.start_mark.line + 1}"
        if type(node).__name__ != "MappingNode":
            self.faults.append(fault(where, "codebook.not-an-entry"))
            return
        parts = {key.value: value for key, value in node.value}
        code_id = str(getattr(parts.get("id"), "value", "") or "")
        self.faults += [
            fault(
                f"{file}:{key.start_mark.line + 1}",
                "codebook.unknown-key",
                code=code_id,
                name=key.value,
                known=", ".join(_CODE_KEYS),
            )
            for key, _ in node.value
            if key.value not in _CODE_KEYS
        ]
        texts = {key: self.texts(parts.get(key), file, code_id) for key in _TEXTS}
        self.check_entry(code_id, where, texts["label"], parts)
        plain = self.plain(parts["frameworks"], file) if "frameworks" in parts else []
        weight = self.plain(parts["weight"], file) if "weight" in parts else "M"
        if code_id and code_id not in self.seen:
            self.seen[code_id] = where
            rules = tuple(self.rules(parts.get("rules"), file, code_id))
            self.codes.append(
                Code(code_id, frameworks=tuple(map(str, plain)), weight=str(weight), rules=rules, **texts)
            )

    def check_entry(self, code_id: str, where: str, label: dict[str, str], parts: dict[str, Any]) -> None:
        if not code_id or code_id != code_id.strip() or " " in code_id:
            self.faults.append(fault(where, "codebook.bad-id", code=code_id))
        if code_id in self.seen:
            self.faults.append(fault(where, "codebook.duplicate-id", code=code_id, first=self.seen[code_id]))
        if not any(label.values()):
            self.faults.append(fault(where, "codebook.no-label", code=code_id))
        weight = parts.get("weight")
        if weight is not None and weight.value not in WEIGHTS:
            at = f"{where.split(':')[0]}:{weight.start_mark.line + 1}"
            self.faults.append(
                fault(at, "codebook.bad-weight", code=code_id, value=weight.value, known=", ".join(WEIGHTS))
            )

    def texts(self, node: Any, file: str, code_id: str) -> dict[str, str]:
        if node is None:
            return {}
        plain = self.plain(node, file)
        if not isinstance(plain, dict):
            self.faults.append(
                fault(f"{file}:{node.start_mark.line + 1}", "codebook.not-texts", code=code_id)
            )
            return {}
        return {str(k): str(v) for k, v in plain.items()}

    def rules(self, node: Any, file: str, code_id: str) -> Iterator[Rule]:
        if node is None or not node.value:
            return
        if type(node).__name__ != "SequenceNode":
            self.faults.append(
                fault(f"{file}:{node.start_mark.line + 1}", "codebook.not-a-list", code=code_id)
            )
            return
        for item in node.value:
            where = f"{file}:{item.start_mark.line + 1}"
            body = self.plain(item, file)
            if not isinstance(body, dict) or "lang" not in body:
                self.faults.append(fault(where, "codebook.rule-without-lang", code=code_id))
                continue
            lang = str(body.pop("lang"))
            yield Rule(lang, body, where)

    def plain(self, node: Any, file: str) -> Any:
        """A node as strings, lists and dicts."""
        kind = type(node).__name__
        if kind == "ScalarNode":
            return node.value
        if kind == "SequenceNode":
            return [self.plain(one, file) for one in node.value]
        return {key.value: self.plain(value, file) for key, value in node.value}


def _aliases(root: Any) -> list[int]:
    """Lines of nodes that are used twice (YAML aliases): a codebook says everything where it stands."""
    seen: set[int] = set()
    found, todo = [], [root] if root is not None else []
    while todo:
        node = todo.pop()
        if id(node) in seen:
            found.append(node.start_mark.line + 1)
            continue
        seen.add(id(node))
        if type(node).__name__ == "SequenceNode":
            todo += node.value
        elif type(node).__name__ == "MappingNode":
            todo += [one for pair in node.value for one in pair]
    return sorted(found)
