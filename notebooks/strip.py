"""Take everything that was printed or run out of the notebooks, or (``--verify``) refuse those that hold it.

Outputs, execution counts, widget state and attachments may hold informants' words; they never enter the
repository. Usage: ``python notebooks/strip.py [--verify] [FILE…]``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

KEPT_METADATA = {"kernelspec", "language_info"}


def stripped(notebook: dict) -> dict:
    """The notebook without anything that running it left behind."""
    clean = dict(notebook)
    clean["metadata"] = {k: v for k, v in notebook["metadata"].items() if k in KEPT_METADATA}
    clean["cells"] = [_stripped_cell(cell) for cell in notebook["cells"]]
    return clean


def _stripped_cell(cell: dict) -> dict:
    kept = {k: v for k, v in cell.items() if k != "attachments"}
    kept["metadata"] = {k: v for k, v in cell.get("metadata", {}).items() if k == "tags"}
    if cell["cell_type"] == "code":
        kept.update(outputs=[], execution_count=None)
    return kept


def main(arguments: list[str]) -> int:
    """Strip the files named (default: all beside this script); with ``--verify`` only look."""
    verify = "--verify" in arguments
    named = [Path(a) for a in arguments if not a.startswith("--")]
    dirty = []
    for file in named or sorted(Path(__file__).parent.glob("*.ipynb")):
        found = json.loads(file.read_text(encoding="utf-8"))
        if stripped(found) != found:
            dirty.append(file)
            if not verify:
                text = json.dumps(stripped(found), ensure_ascii=False, indent=1) + "\n"
                file.write_text(text, encoding="utf-8")
    if verify and dirty:
        print("notebooks with outputs (run: python notebooks/strip.py):", *dirty, sep="\n  ", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
