"""The commands of CONTRACT.md, run as a user runs them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

import kiitools as kt
from kiitools.cli.main import main
from tests.study.conftest import built_demo  # noqa: F401 (a fixture)


@dataclass(frozen=True)
class Done:
    """What a run of the program left: exit status, standard output, standard error."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def kiitools(monkeypatch, capsys):
    """Run the program as its script does, in this process."""

    def run(*arguments, lang=""):
        monkeypatch.setenv("KIITOOLS_LANG", lang or "fr")
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["kiitools", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(bool(end.code))
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    return run


def in_a_process_of_its_own(*arguments):
    """Run the program as a user's shell does."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("KIITOOLS")}
    command = [sys.executable, "-m", "kiitools", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


@pytest.fixture
def study(tmp_path):
    kt.new_study(tmp_path / "etude").close()
    return tmp_path / "etude"


INTERVIEW = "Date : 12/01/2021\nRégion : Gao\n\nQ : Alors ?\n\nR : La patronne a confisqué son passeport.\n"


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "ent_1.txt"
    file.write_text(INTERVIEW, encoding="utf-8")
    return file


def test_a_study_is_made_filled_coded_and_counted_from_the_shell(kiitools, tmp_path, text):
    folder = tmp_path / "mali"
    assert kiitools("new", folder).returncode == 0
    added = json.loads(kiitools("add", folder, text, "--json").stdout)
    assert added["added"][0]["segments"] == 2
    assert added["refused"] == []
    suggested = json.loads(kiitools("suggest", folder, "--json").stdout)
    assert suggested["sources"] == 1
    assert suggested["suggestions"] >= 1
    assert set(suggested) == {"sources", "segments", "suggestions", "seconds"}
    assert kiitools("accept", folder, "--coder", "AK").returncode == 0
    tally = json.loads(kiitools("tally", folder, "indicators", "--unit", "source", "--json").stdout)
    assert {"name", "unit", "basis", "rows"} <= set(tally)
    assert tally["unit"] == "source"
    assert any(row["code"] == "general.means" and row["k"] == row["n"] == 1 for row in tally["rows"])


def test_a_review_sheet_goes_out_and_comes_back(kiitools, study, text, tmp_path):
    kiitools("add", study, text)
    kiitools("suggest", study)
    sheet = tmp_path / "revue.csv"
    assert kiitools("review", study, "--export", sheet).returncode == 0
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["decision"] = "accepted"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    done = kiitools("review", study, "--import", sheet, "--coder", "AK")
    assert done.returncode == 0, done.stderr
    assert f"{len(rows)} décisions" in done.stdout


COMMANDS = (
    "new", "demo", "add", "informants", "speakers", "actors", "projects", "results", "suggest", "accept",
    "review", "tally", "quotes", "map", "figures", "matrix", "workbook", "report", "sheets", "export",
    "check", "backup", "restore", "boundaries",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(kiitools, command):
    done = kiitools(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("codebook", "check"),
        ("codebook", "diff"),
        ("codebook", "export"),
        ("score", "codes"),
        ("score", "definitions"),
        ("score", "places"),
    ],
)
def test_every_command_of_a_family_explains_itself(kiitools, command):
    assert kiitools(*command, "--help").returncode == 0


def test_the_shipped_codebooks_have_no_fault(kiitools):
    for name in ("trafficking-mali", "evaluation"):
        done = kiitools("codebook", "check", name)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_faulty_codebook_is_told_with_file_and_line(kiitools, tmp_path, study):
    file = study / "codebook" / "form.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("weight: S", "weight: Z", 1), encoding="utf-8")
    done = kiitools("codebook", "check", study / "codebook")
    assert done.returncode == 1
    assert "form.yaml:" in done.stderr


def test_results_outside_the_team_are_refused_with_the_reason(kiitools, study):
    for command in (
        ("tally", study, "coverage"),
        ("export", study, study.parent / "out"),
        ("map", study, "--out", "x.html"),
    ):
        done = kiitools(*command, "--release", "public")
        assert done.returncode == 1
        assert "tranches" in done.stderr
    assert not (study.parent / "out").exists()


FAULTS = {
    "a study that is not there": lambda s: ("suggest", s.parent / "ailleurs"),
    "a folder that is no study": lambda s: ("suggest", s.parent),
    "a transcript that is not there": lambda s: ("add", s, s.parent / "absent.txt"),
    "an empty transcript": lambda s: ("add", s, make(s, "vide.txt", b"")),
    "a binary file named .txt": lambda s: (
        "add",
        s,
        make(s, "image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    ),
    "a Word file that is not one": lambda s: ("add", s, make(s, "faux.docx", b"PK\x03\x04rien")),
    "an old Word file": lambda s: (
        "add",
        s,
        make(s, "vieux.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ),
    "a PDF cut in two": lambda s: ("add", s, make(s, "coupe.pdf", b"%PDF-1.7\n1 0 obj\n<<")),
    "a register given as a transcript": lambda s: ("add", s, make(s, "registre.csv", b"a,b\n1,2\n")),
    "an unknown kind of source": lambda s: (
        "add",
        s,
        make(s, "t.txt", INTERVIEW.encode()),
        "--kind",
        "podcast",
    ),
    "an unknown encoding": lambda s: (
        "add",
        s,
        make(s, "t.txt", INTERVIEW.encode()),
        "--encoding",
        "klingon",
    ),
    "an informants' register without its columns": lambda s: (
        "informants",
        s,
        make(s, "i.csv", b"nom,age\nx,3\n"),
    ),
    "an informants' register with an unknown category": lambda s: (
        "informants",
        s,
        informants(s, category="martien"),
    ),
    "an informants' register with an unknown region": lambda s: (
        "informants",
        s,
        informants(s, region="Dakar"),
    ),
    "an informants' register with an unknown level": lambda s: (
        "informants",
        s,
        informants(s, definition_level="bof"),
    ),
    "an informants' register with a bad date": lambda s: ("informants", s, informants(s, date="32/13/2020")),
    "an empty register": lambda s: ("informants", s, make(s, "vide.csv", b"")),
    "an actors' register that is a transcript": lambda s: ("actors", s, make(s, "t.csv", INTERVIEW.encode())),
    "a projects' register that is not there": lambda s: ("projects", s, s.parent / "absent.xlsx"),
    "an Excel file that is not one": lambda s: ("projects", s, make(s, "faux.xlsx", b"PK\x03\x04rien")),
    "an unknown finding": lambda s: ("tally", s, "happiness"),
    "an unknown attribute": lambda s: ("tally", s, "understanding", "--by", "shoe_size"),
    "an attribute that is the answer itself": lambda s: (
        "tally",
        s,
        "understanding",
        "--by",
        "definition_level",
    ),
    "an option that would change nothing": lambda s: ("tally", s, "coverage", "--by", "sex"),
    "a matrix named as a PDF": lambda s: ("matrix", s, "4w", "--out", s.parent / "m.pdf"),
    "a map named as a workbook": lambda s: ("map", s, "--out", s.parent / "m.xlsx"),
    "quotes of an unknown code": lambda s: ("quotes", s, "--code", "form.moon"),
    "quotes of an unknown region": lambda s: ("quotes", s, "--code", "form", "--region", "Nulle"),
    "an unknown level": lambda s: ("tally", s, "prevalence", "--level", "planet"),
    "an unknown status": lambda s: ("tally", s, "prevalence", "--status", "maybe"),
    "an unknown matrix": lambda s: ("matrix", s, "keanu", "--out", s.parent / "m.xlsx"),
    "an unknown release": lambda s: ("tally", s, "coverage", "--release", "friends"),
    "an unknown codebook": lambda s: ("codebook", "check", "livre-de-cuisine"),
    "a backup that is none": lambda s: ("restore", s, make(s, "faux.kii", b"rien du tout")),
    "a boundary file that is none": lambda s: ("boundaries", make(s, "faux.geojson", b"{}")),
    "a gold file that is not there": lambda s: ("score", "codes", s.parent / "absent.jsonl"),
    "a review sheet that is not there": lambda s: (
        "review",
        s,
        "--import",
        s.parent / "absent.csv",
        "--coder",
        "AK",
    ),
    "a folder that is in the way": lambda s: ("new", s),
    "a folder that is not a demonstration": lambda s: ("demo", s.parent),
}


def make(study, name, content):
    file = study.parent / name
    file.write_bytes(content)
    return file


GOOD = {
    "informant_id": "KI-1", "category": "lawyer", "organisation": "", "sex": "F", "age_band": "35-44",
    "region": "Gao", "mode": "interview", "session_id": "ENT-1", "date": "2021-01-12", "language": "fr",
    "consent": "yes", "public_source": "no", "definition_level": "partial",
}  # fmt: skip


def informants(study, **changes):
    row = {**GOOD, **changes}
    return make(study, "i.csv", (",".join(row) + "\n" + ",".join(row.values()) + "\n").encode())


def content(study):
    return {
        path.name: path.read_bytes() for path in study.iterdir() if path.is_file() and path.suffix != ".lock"
    }


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_told_in_three_lines_and_changes_nothing(kiitools, study, case):
    arguments = FAULTS[case](study)
    before = content(study)
    done = kiitools(*arguments)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1, done.stderr
    assert 2 <= len(lines) <= 3, done.stderr
    assert "Traceback" not in done.stderr
    assert content(study) == before
    english = kiitools(*arguments, lang="en").stderr
    assert english.strip().splitlines()[-1] != lines[-1]


def test_wrong_usage_has_status_two(kiitools):
    assert kiitools("tally").returncode == 2
    assert kiitools("dance").returncode == 2


def test_a_good_register_comes_in_after_a_bad_one(kiitools, study):
    assert kiitools("informants", study, informants(study, category="martien")).returncode == 1
    assert kiitools("informants", study, informants(study)).returncode == 0


def test_the_language_of_messages_can_be_chosen_anywhere(kiitools, study):
    for arguments in (
        ("--lang", "en", "suggest", study.parent / "x"),
        ("suggest", study.parent / "x", "--lang", "en"),
    ):
        assert "does not exist" in kiitools(*arguments).stderr


def test_json_stands_alone_on_standard_output(kiitools, built_demo):  # noqa: F811
    for arguments in (("tally", built_demo, "understanding"), ("tally", built_demo, "prevalence"),
                      ("tally", built_demo, "coverage"), ("check", built_demo)):  # fmt: skip
        done = kiitools(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        json.loads(done.stdout)


def test_the_demonstration_tells_55_50_31(kiitools, built_demo):  # noqa: F811
    rows = json.loads(kiitools("tally", built_demo, "understanding", "--json").stdout)["rows"]
    assert {row["level"]: row["k"] for row in rows if row["level"] in ("precise", "partial", "none")} == {
        "precise": 55, "partial": 50, "none": 31,
    }  # fmt: skip


def test_from_the_shell_a_fault_is_three_lines_and_a_traceback_comes_only_for_those_who_debug(
    study, monkeypatch
):
    done = in_a_process_of_its_own("suggest", study.parent)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert in_a_process_of_its_own("check", study).returncode == 0


def test_the_shells_help_comes_without_entering_heavy_rooms():
    rooms = ("pandas", "spacy", "geopandas")
    code = f"import sys; import kiitools.cli.main; print([m for m in {rooms} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
