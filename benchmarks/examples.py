"""What the shipped rules find in the shipped examples: recall on `for`, false firing on `against`.

    python benchmarks/examples.py                      # per group
    python benchmarks/examples.py --by code --lang fr  # per code, French only
    python benchmarks/examples.py --save before.json   # keep the figures …
    python benchmarks/examples.py --against before.json  # … and show before and after

An example counts as found when its own code is suggested, affirmed; its ``before`` sentence is given as
context (an interviewer's when it ends with a question mark). The rules were widened with many of these
sentences in view: of the French ones read for it 66 % are found, of those of the same codes left unread
30 % (28 % before). The figures say what the rules cover, not how they fare on new interviews.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.suggest import Coder, build_coder

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "kiitools/resources/codebooks/trafficking-mali/examples"
SIDES = ("for", "against")


def read_examples(folder: Path = EXAMPLES) -> Iterator[dict[str, Any]]:
    """Every example with its ``code`` and ``side``, in the order of the files."""
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader):
            for side in SIDES:
                for one in entry.get(side, ()):
                    yield {"code": entry["id"], "side": side, **one}


def as_units(number: int, example: dict[str, Any]) -> list[dict[str, Any]]:
    """An example as sentences of a source of its own, the sentence before it first."""
    source, lang = f"example-{number}", example.get("lang", "fr")
    lines = []
    if before := example.get("before"):
        role = "interviewer" if before.rstrip(' »”"').endswith("?") else "respondent"
        lines.append((role, before))
    lines.append(("respondent", example["text"]))
    return [
        {"id": f"{source}#{seq}" if seq < len(lines) else source, "source": source, "seq": seq,
         "speaker": role,
         "role": role, "lang": lang, "text": text}
        for seq, (role, text) in enumerate(lines, 1)
    ]  # fmt: skip


def found_codes(coder: Coder, examples: Iterable[dict[str, Any]]) -> list[frozenset[str]]:
    """The codes affirmed in each example."""
    some = list(examples)
    units = [unit for number, example in enumerate(some) for unit in as_units(number, example)]
    made = coder.suggest_units(units)
    return [
        frozenset(c.code for c in made[f"example-{n}"] if c.polarity == "affirmed") for n in range(len(some))
    ]


def key_of(example: dict[str, Any], by: str) -> str:
    """The row an example counts in: its code, its group or everything."""
    code = str(example["code"])
    return {"code": code, "group": ".".join(code.split(".")[:2]), "all": "all"}[by]


def figures(
    examples: list[dict[str, Any]], found: list[frozenset[str]], by: str
) -> dict[str, dict[str, float]]:
    """Per row: recall on ``for`` and share of ``against`` fired on, with their numbers."""
    total: Counter[tuple[str, str]] = Counter()
    fired: Counter[tuple[str, str]] = Counter()
    for example, codes in zip(examples, found, strict=True):
        for row in (key_of(example, by), "all"):
            total[row, example["side"]] += 1
            fired[row, example["side"]] += example["code"] in codes
        if by == "all":
            total["all", example["side"]] -= 1
            fired["all", example["side"]] -= example["code"] in codes
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for (row, side), number in sorted(total.items()):
        table[row][side] = round(fired[row, side] / number, 3)
        table[row][f"n_{side}"] = number
    return dict(table)


def show(table: dict[str, dict[str, float]], earlier: dict[str, dict[str, float]]) -> None:
    """Print the rows, with the earlier figures beside them when there are any."""
    for row, now in table.items():
        then = earlier.get(row)
        past = f"  before {then.get('for', 0):.3f} {then.get('against', 0):.3f}" if then else ""
        print(
            f"{row:45s} for {now.get('for', 0):.3f} of {now.get('n_for', 0):5.0f}"
            f"  against {now.get('against', 0):.3f} of {now.get('n_against', 0):5.0f}{past}"
        )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--by", choices=("code", "group", "all"), default="group")
    arguments.add_argument("--lang", choices=("fr", "en"))
    arguments.add_argument("--save", type=Path)
    arguments.add_argument("--against", type=Path)
    asked = arguments.parse_args()
    examples = [e for e in read_examples() if asked.lang in (None, e.get("lang", "fr"))]
    found = found_codes(build_coder(read_codebook("trafficking-mali")), examples)
    table = figures(examples, found, asked.by)
    earlier = json.loads(asked.against.read_text(encoding="utf-8")) if asked.against else {}
    show(table, earlier)
    if asked.save:
        asked.save.write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
