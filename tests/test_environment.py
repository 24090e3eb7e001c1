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
    """Return the names of every dependency of the project, the optional ones and the build's own too."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = settings["project"]
    groups = [settings["build-system"]["requires"], project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.match(r"[\w.-]+", text)[0].lower() for group in groups for text in group}
    return names - {project["name"]}  # whose groups name one another


def test_conda_names_the_locked_versions() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *named, by_pip = environment["dependencies"]
    pairs = dict(re.split(r"[>=]=?", text, maxsplit=1) for text in [*named, *by_pip["pip"]] if text != "pip")
    assert pairs.pop("python") and "pip" in named
    assert {CONDA_NAMES.get(name, name): version for name, version in pairs.items()} == {
        name: locked()[name] for name in declared()
    }


def test_the_lock_holds_every_dependency_once() -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    counted = Counter(name.lower() for name in names)
    assert {name: counted[name] for name in declared()} == dict.fromkeys(declared(), 1)


def test_the_lock_pins_every_package_by_digest_and_names_no_index_and_no_path() -> None:
    text = (ROOT / "requirements.lock").read_text()
    pins = re.split(r"\n(?=\S)", text.strip())
    digests = r" \\\n    --hash=sha256:[0-9a-f]{64}"
    assert [pin for pin in pins if not re.fullmatch(rf"[\w.-]+==[^\s;]+( ; [^\n]+?)?({digests})+", pin)] == []
    assert not re.search(r"https?://|file:|index|find-links", text)
