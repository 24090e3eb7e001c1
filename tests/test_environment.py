"""The lock, the project and the conda environment name the same versions."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"playwright-python": "playwright"}


def locked() -> dict[str, str]:
    """Return name and version of every locked package."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pairs = (re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines)
    return {pair[1].lower(): pair[2] for pair in pairs if pair}


def declared() -> set[str]:
    """Return the names of every dependency of the project, the optional ones too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {re.match(r"[\w.-]+", text)[0].lower() for group in groups for text in group}


def test_conda_names_the_locked_versions() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *named, by_pip = environment["dependencies"]
    pairs = dict(re.split(r"[>=]=?", text, maxsplit=1) for text in [*named, *by_pip["pip"]] if text != "pip")
    pairs.pop("python")
    assert {CONDA_NAMES.get(name, name): version for name, version in pairs.items()} == {
        name: locked()[name] for name in declared()
    }


def test_the_lock_holds_every_dependency_once() -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    counted = Counter(name.lower() for name in names)
    assert {name: counted[name] for name in declared()} == dict.fromkeys(declared(), 1)


def test_the_lock_names_no_index_and_no_path() -> None:
    assert not re.search(r"https?://|file:|--", (ROOT / "requirements.lock").read_text())
