"""Formulas on a domain: what is left out, in words, and where they jump."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.formula import formula
from reluviz.core.formula_samples import FormulaSamples, Jump, LeftOut, sample_formula


def samples(text: str, low: float = -1.0, high: float = 1.0, count: int = 1001) -> FormulaSamples:
    return sample_formula(formula(text), (low, high), count)


def test_a_formula_with_a_value_everywhere() -> None:
    found = samples("sin(50*x)", count=301)
    assert np.array_equal(found.x, np.linspace(-1, 1, 301))
    assert np.array_equal(found.y, np.sin(50 * found.x))
    assert (found.count, found.left_out, found.jumps, found.sentence) == (301, (), (), "")


@pytest.mark.parametrize(
    ("text", "sentence", "left"),
    [
        (
            "sqrt(x + 1/3)",
            "not a number for 334 of 1,001 samples, from x = −1 to x = −0.334; left out",
            667,
        ),
        ("1/x", "infinite for 1 of 1,001 samples, at x = 0; left out", 1000),
        (
            "log(x)",
            "not a number for 500 of 1,001 samples, from x = −1 to x = −0.002; "
            "infinite for 1 of 1,001 samples, at x = 0; left out",
            500,
        ),
        ("sqrt(sin(20*x))", "in 7 places from x = −1 to x = 0.942; left out", 501),
        ("exp(240*x)", "too large for 21 of 1,001 samples, from x = 0.96 to x = 1; left", 980),
    ],
)
def test_what_is_left_out(text: str, sentence: str, left: int) -> None:
    found = samples(text)
    assert sentence in found.sentence
    assert len(found.x) == len(found.y) == left
    assert np.all(np.isfinite(found.y))
    assert sum(run.count for run in found.left_out) == 1001 - left


def test_runs_of_samples_left_out() -> None:
    found = samples("where(x < -0.5, sqrt(-1), where(x > 0.5, 1/0, x))", count=5)
    assert found.left_out == (
        LeftOut("not a number", -1.0, -1.0, 1),
        LeftOut("infinite", 1.0, 1.0, 1),
    )
    assert found.x.tolist() == [-0.5, 0.0, 0.5]


@pytest.mark.parametrize(
    ("text", "jumps"),
    [
        ("step(x - 0.3)", [Jump(0.3, 0, 1)]),
        ("where(x > 0.3, 1, 0)", [Jump(0.3, 0, 1)]),
        (
            "floor(2*x)/8",
            [
                Jump(-0.5, -0.25, -0.125),
                Jump(0, -0.125, 0),
                Jump(0.5, 0, 0.125),
                Jump(1, 0.125, 0.25),
            ],
        ),
        ("sign(x - 0.25) + 5*x", [Jump(0.25, 0.25, 2.25)]),
        ("1e-50*step(x)", [Jump(0, 0, 1e-50)]),
        ("abs(x)", []),
        ("sqrt(abs(x))", []),
        ("cbrt(x)", []),
        ("atan(1e6*x)", []),
        ("exp(100*x)", []),
        ("7", []),
    ],
)
def test_jumps(text: str, jumps: list[Jump]) -> None:
    found = samples(text).jumps
    assert [jump.x for jump in found] == [jump.x for jump in jumps]
    for one, other in zip(found, jumps, strict=True):
        assert (one.before, one.after) == pytest.approx((other.before, other.after), abs=1e-12)


def test_a_pole_between_samples_is_a_jump() -> None:
    (jump,) = samples("1/(x - 0.00013)").jumps
    assert jump.x == 0.00013
    assert jump.before < -1e15
    assert jump.after > 1e15


def test_noise_is_looked_at_only_so_often() -> None:
    assert len(samples("sin(1e18*x)", count=20_001).jumps) <= 1000


@pytest.mark.parametrize(
    ("text", "domain", "count", "words"),
    [
        ("log(x)", (-2, -1), 1001, "is not a number for 1,001 of 1,001 samples, from x = −2 to"),
        ("9**9**9", (-1, 1), 11, "is infinite for 11 of 11 samples"),
        ("x", (1, -1), 11, "must run from a lower to a higher"),
        ("x", (-1, 1), 1, "at 2 to 100,001 places"),
        ("x", (-1, 1), 10**9, "at 2 to 100,001 places"),
    ],
)
def test_refusals(text: str, domain: tuple[float, float], count: int, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        sample_formula(formula(text), domain, count)
