"""environment.yml and pyproject.toml ask for the same things."""

from __future__ import annotations

import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT

SIX = {"jupyterlab", "pandas", "spacy", "geopandas", "folium", "scikit-learn"}
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def conda_specs() -> dict[str, SpecifierSet]:
    listed = [one for one in ENVIRONMENT["dependencies"] if isinstance(one, str)]
    return {one.split()[0]: SpecifierSet("".join(one.split()[1:])) for one in listed}


def test_the_six_the_project_stands_on_are_named_in_the_conda_part():
    assert set(conda_specs()) >= SIX


def test_bounds_are_the_same_in_both_files():
    required = {r.name: r.specifier for r in map(Requirement, PROJECT["dependencies"])}
    specs = conda_specs()
    assert {name: specs[name] for name in SIX} == {name: required[name] for name in SIX}


def test_the_python_range_is_the_same_in_both_files():
    assert conda_specs()["python"] == SpecifierSet(PROJECT["requires-python"])


def test_the_rest_comes_from_this_checkout_and_no_machine_is_named():
    pip = next(one["pip"] for one in ENVIRONMENT["dependencies"] if isinstance(one, dict))
    assert pip == ["-e ."]
    assert "pip" in conda_specs()
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
