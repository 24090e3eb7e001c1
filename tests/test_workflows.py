"""The workflows: actions pinned by commit, no more rights than needed, keys only where nothing may be written."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = re.compile(r"[\w./-]+@[0-9a-f]{40}")


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def workflow(request: pytest.FixtureRequest) -> Any:
    return yaml.safe_load(request.param.read_text("utf-8"))


def test_every_action_is_pinned_by_commit(workflow: Any) -> None:
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert [action for action in used if not ACTION.fullmatch(action)] == []


def test_a_job_may_write_only_where_it_says_so(workflow: Any) -> None:
    assert workflow["permissions"] == {"contents": "read"}


def test_a_job_that_may_write_holds_no_key(workflow: Any) -> None:
    for name, job in workflow["jobs"].items():
        assert "permissions" not in job or "secrets." not in str(job), name


def test_every_test_that_a_step_names_exists(workflow: Any) -> None:
    lines = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert [path for path in re.findall(r"\btests/[\w./]+", "\n".join(lines)) if not (ROOT / path).exists()] == []
