"""The two commands of the README set everything up on a fresh machine."""

from __future__ import annotations

import subprocess

import pytest

from tests.conftest import ROOT


def planned(target, tmp_path):
    """What make would run for a target in an empty environment."""
    command = ["make", "-n", target, f"VENV={tmp_path / 'venv'}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("target", "extras"), [("demo", "test,team"), ("test", "test,team"), ("check", "dev,team")]
)
def test_a_command_first_installs_what_it_needs(target, extras, tmp_path):
    assert f"-e '.[{extras}]'" in planned(target, tmp_path)


def test_the_demonstration_and_the_tests_are_what_the_commands_run(tmp_path):
    assert "kiitools demo" in planned("demo", tmp_path)
    assert "-m pytest" in planned("test", tmp_path)
