"""Seeded command lines and typed parameters: what is wrong is refused in one or two lines, what is right is kept.

A smaller part runs every time, the whole with ``pytest -m fuzz``.
"""

import random
import sys
from typing import Any

import pytest

from analysis import cli
from analysis.errors import ReportError
from analysis.parameters import parse

PARTS = [pytest.param(60, id="part"), pytest.param(4_000, id="whole", marks=pytest.mark.fuzz)]
TYPED = [pytest.param(300, id="part"), pytest.param(3_000, id="whole", marks=pytest.mark.fuzz)]
ODD = [
    *(
        "",
        " ",
        "\t",
        "<img src=x onerror=alert(1)>",
        "'; rm -rf /",
        "../../etc/passwd",
        "$(id)",
        "\x00",
        "\udc80",
        "\u202e",
    ),
    *("٢٠٢٥-04", "²", "−5", "NaN", "inf", "1e999", "0x10", "1_000", "9" * 400, "9" * 5000, "x" * 10_000, "=", "a=b=c"),
]
GOOD: dict[str, list[Any]] = {
    "partner": ["VNM", "Viet Nam", "5520", "thailand"],
    "start": [None, "2018-01", "2020-12"],
    "end": [None, "2024-06"],
    "peers": ["CHN,THA", ["CHN"], ("Mexico", "IND"), []],
    "base_year": [2014, "2023"],
    "as_of": [None, "2025-04-09", "2025-4-9"],
    "model": ["sarima"],
    "horizon": [1, "10"],
    "seed": [0, "7", 2**32 - 1],
    "tariff": [None, "today", 0, "0.46", 1.5, "-0", -0.0],
    "pass_through": [0, "1", ".5"],
    "elasticity": ["blp_lr", "-2", -1.5, "-0"],
    "tariff_by_product": ["9403=0.3", ["9403=9.9999999", "61=1"], []],
    "authorities_off": ["IEEPA", []],
}
BAD: dict[str, list[Any]] = {
    "partner": [None, 5, True, "USA", "WLD", "Tailand", ["VNM"], b"VNM"],
    "start": [202401, "2024-13", "2024-1", "today", "2030-01", True],
    "end": ["2024-00", "now", 10**400, "2031-01"],
    "peers": [5, "CHN,,THA", "CHN,WLD", [None], {"CHN": 1}],
    "base_year": [2001, "abc", 2024.5, "2024.0", 10**400, None, False],
    "as_of": ["today", "now", "2025-02-30", "2030-01-01", 20250409],
    "model": ["arima2", 5, None],
    "horizon": [0, 11, "1.5", 10**5000, "ten", True, float("nan")],
    "seed": [-1, "-1", 2**32, "1e3"],
    "tariff": ["10%", "0,1", "1e-400", -0.1, 11, float("inf"), float("nan"), "None", True, [0.1]],
    "pass_through": [1.1, "-1", None, "half"],
    "elasticity": ["2", "-99", "unknown", "nan", None],
    "tariff_by_product": ["9403", "9403=", "9403=30%", "9403=0.1,9403=0.2", "94=1,9403=1", "000=1", "9403=nan", 5],
    "authorities_off": ["IEEPPA", 5, "IEEPA,"],
    "no_such_name": ["x"],
}
OPTIONS = ("partner", "start", "end", "vintage", "tariff", "elasticity", "pass_through")


def plain(message: str, lines: int) -> None:
    """Hold that a message is short plain text."""
    assert 0 < len(message.strip().splitlines()) <= lines, message[:500]
    assert "Traceback" not in message and "pydantic" not in message and "input should" not in message


@pytest.mark.parametrize("count", TYPED)
def test_typed_parameters(count: int) -> None:
    chance = random.Random(2025)
    for _ in range(count):
        values = {name: chance.choice(GOOD[name]) for name in chance.sample(list(GOOD), 4)}
        kept = parse(values)
        assert parse(kept.model_dump()) == kept
        assert "--0" not in kept.slug and set(kept.slug) <= set("".join(map(chr, range(33, 127)))) - set('/\\:*?"<>|')
        name = chance.choice(list(BAD))
        wrong = chance.choice(BAD[name] + (ODD if name in BAD else []))
        with pytest.raises(ReportError) as error:
            parse(values | {name: wrong})
            pytest.fail(f"{name}={wrong!r:.100} is taken")
        plain(str(error.value), 2)


def command_line(chance: random.Random) -> list[str]:
    """Return a command line with one thing wrong."""
    words = [chance.choice(["build", "run balance", "scenario", "editions THA"])]
    takes = {"build": OPTIONS[:4], "run balance": OPTIONS[:3], "scenario": OPTIONS[:1] + OPTIONS[4:]}
    options = takes.get(words[0], OPTIONS[1:3])
    words = words[0].split()
    name = chance.choice([name for name in BAD if name != "no_such_name"])
    texts = [value for value in BAD[name] if isinstance(value, str)] + ODD
    wrong = chance.choice(texts)
    twice = GOOD[name][0] if isinstance(GOOD[name][0], str) else "x"
    faults: list[list[str]] = [["-p", f"{name}={wrong}"], ["-p", f"{name}={twice}", "-p", f"{name}={twice}"]]
    if name in options:
        option = "--" + name.replace("_", "-")
        faults += [[f"{option}={wrong}"], [option, "x", option, "y"], [option, "x", "-p", f"{name}=x"]]
    return [*words, *chance.choice(faults)]


def other_line(chance: random.Random) -> list[str]:
    """Return a command line of the commands without parameters, with one thing wrong."""
    odd = chance.choice(ODD)
    return chance.choice(
        [
            ["rate", "8517130000", f"--on={odd}"],
            ["rate", "8517130000", f"--on={chance.choice(['today', 'now', '2025-02-30'])}"],
            ["rate", "8517130000", f"--partner={odd}"],
            ["rate", "--", odd],
            ["rate", chance.choice(["901110025", "61", "99999999", "8517.13.0000.1"])],
            ["rate", "8517130000", "--on", "2025-04-09", "--on", "2025-04-10"],
            ["rates", f"--partner={odd}"],
            ["rates", f"--format={odd}"],
            ["rates", f"--weights={odd}"],
            ["claims", f"--verdict={odd}"],
            ["claims", f"--document={odd}"],
            ["claims", f"--format={odd}"],
            ["data", "refresh", f"--since={chance.choice([*ODD, '2026-13', '1990-01', 'today'])}"],
            ["data", "diff", odd or "x", "2025-02"],
            ["run", "--", odd],
            [odd or "x"],
            ["build", f"--{chance.choice(['partnr', 'strat', 'outt'])}=x"],
            ["build", f"--workers={odd}"],
            ["build", f"--engine={odd}"],
        ]
    )


@pytest.mark.parametrize("count", PARTS)
def test_command_lines(count: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(2026)
    for _ in range(count):
        words = chance.choice([command_line, other_line])(chance)
        monkeypatch.setattr(sys, "argv", ["trade-report", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        shown = [word[:60] for word in words]
        assert end.value.code in (1, 2), (shown, said.out[:200])
        assert said.out == "", shown
        assert said.err.startswith("trade-report: "), shown
        plain(said.err, 2)
        assert len(said.err) < 1_100, shown
