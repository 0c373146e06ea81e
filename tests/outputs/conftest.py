"""Material for the tests of outputs: the demonstration registers and findings made from them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from kiitools.readers.registers import read_actors, read_informants, read_projects
from kiitools.stats.coverage import coverage
from kiitools.stats.indicators import indicators
from kiitools.stats.prevalence import prevalence
from kiitools.stats.understanding import understanding
from kiitools.tables import CODINGS
from tests.conftest import ROOT

DEMO = ROOT / "data/demonstration"
COVERED = ("Bamako", "Gao", "Kayes", "Koulikoro", "Mopti", "Sikasso", "Ségou", "Tombouctou")
HOSTILE = (
    "=1+1",
    "+223 76 00 00 00",
    "-1",
    "@x",
    '=HYPERLINK("http://x")',
    "http://example.org",
    "file:///c:/x.xlsx",
    "${x}",
    "{{7*7}}",
    "0012",
    "1E5",
    "3-4",
    "TRUE",
    "\t=2",
    "＝1",
    "<b>gras</b>",
    "' ou '",
    "\u202eoc\u202c",
    "N'Ko ߒߞߏ",
)
LABELS = {
    "form.gold": "Exploitation sur les sites d'or",
    "form.begging": "Mendicité forcée",
    "form.transit": "Exploitation en transit",
}


@pytest.fixture(scope="session")
def actors() -> pd.DataFrame:
    return read_actors(DEMO / "actors.csv").drop(columns="notes")


@pytest.fixture(scope="session")
def projects() -> pd.DataFrame:
    return read_projects(DEMO / "projects.csv")


@pytest.fixture(scope="session")
def informants() -> pd.DataFrame:
    return read_informants(DEMO / "informants.csv")


def codings_of(informants: pd.DataFrame) -> pd.DataFrame:
    """Every second informant reports gold, every third begging (by hearsay), every fifth transit."""
    rows = []
    for i, person in enumerate(informants.to_dict("records")):
        for step, code, evidence in (
            (2, "form.gold.child", "direct"),
            (3, "form.begging.forced", "reported"),
            (5, "form.transit.ransom", "direct"),
            (4, "general.means.deception", "direct"),
        ):
            if i % step == 0:
                rows.append(
                    {
                        "coding_id": f"C-{i}-{step}",
                        "source_id": f"S-{person['session_id']}",
                        "session_id": person["session_id"],
                        "segment": 1,
                        "start": 10 * i,
                        "end": 10 * i + 5,
                        "informant_id": person["informant_id"],
                        "code": code,
                        "group": ".".join(code.split(".")[:2]),
                        "code_category": code.split(".")[0],
                        "polarity": "affirmed",
                        "evidence": evidence,
                        "status": "accepted",
                        "coder": "rules",
                        "decided_by": "AK",
                        "strength": 0.9,
                        "rule": "r",
                        "lang": "fr",
                    }
                )
    return pd.DataFrame(rows)[list(CODINGS.columns)]


@pytest.fixture(scope="session")
def findings(informants) -> list:
    """The findings a report is made of, from the register and invented codings."""
    codings = codings_of(informants)
    spoke = pd.DataFrame(
        {"informant_id": informants["informant_id"], "source_id": "S-" + informants["session_id"]}
    )
    how = {"regions_covered": COVERED, "level": "form"}
    made = [
        understanding(informants),
        understanding(informants, by="category"),
        understanding(informants, by="sex"),
        prevalence(codings, informants, spoke, **how),
        prevalence(codings, informants, spoke, by="category", region_of="informant", **how),
        indicators(codings, informants, spoke, level="group"),
        indicators(codings, informants, spoke, level="code"),
        coverage(informants, spoke, regions_covered=COVERED),
    ]
    for finding in made:
        if "code" in finding.frame:
            names = [LABELS.get(c, c) for c in finding.frame["code"]]
            finding.frame.insert(finding.frame.columns.get_loc("code") + 1, "label", names)
    return made


def parts(path: Path) -> dict[str, str]:
    """The XML parts of an Office file by name."""
    with zipfile.ZipFile(path) as box:
        return {n: box.read(n).decode("utf-8") for n in box.namelist() if n.endswith((".xml", ".rels"))}


def ensure_nothing_runs(path: Path) -> None:
    """No formula, no outside relation, no author or path, no hidden sheet, row or column."""
    found = parts(path)
    for name, text in found.items():
        assert 'TargetMode="External"' not in text, name
        assert "/work/" not in text, name
        assert "/tmp/" not in text, name
        if "worksheets/" in name:
            assert not re.search(r"<f[ >]", text), name
            assert 'hidden="1"' not in text, name
    core = found["docProps/core.xml"]
    assert "python-docx" not in core
    assert re.search(r"<dc:creator>\s*</dc:creator>|<dc:creator/>", core) or "<dc:creator" not in core
    assert "2000-01-01" in core
    assert 'state="hidden"' not in found.get("xl/workbook.xml", "")
    assert not any("comments" in name or "vmlDrawing" in name for name in found)
