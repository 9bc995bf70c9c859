"""What is said about activation functions, against what they are."""

from __future__ import annotations

from math import inf, log

import numpy as np
import pytest

from reluviz.core.activation_facts import (
    FLAT,
    flat_intervals,
    flat_text,
    formula_text,
    range_text,
    slope_text,
    slopes_at_zero,
)
from reluviz.core.activations import ACTIVATIONS

SAID = {
    "step": ("0 or 1", "none", "flat everywhere"),
    "sigmoid": ("between 0 and 1", "1/4", "flat beyond ±4.6"),
    "tanh": ("between −1 and 1", "1", "flat beyond ±3"),
    "relu": ("0 and up", "0, then 1", "flat below 0"),
    "leaky_relu": ("any number", "0.01, then 1", "flat nowhere"),
    "relu6": ("between 0 and 6", "0, then 1", "flat below 0, above 6"),
    "hard_tanh": ("between −1 and 1", "1", "flat beyond ±1"),
    "abs": ("0 and up", "−1, then 1", "flat nowhere"),
    "identity": ("any number", "1", "flat nowhere"),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_facts_in_words(name: str) -> None:
    activation = ACTIVATIONS[name]
    said = range_text(activation), slope_text(activation), flat_text(activation)
    assert said == SAID[name]
    assert "-" not in formula_text(activation)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_small_exactly_in_the_flat_intervals(name: str) -> None:
    activation, parts = ACTIVATIONS[name], flat_intervals(ACTIVATIONS[name])
    s = np.linspace(-9, 9, 1801) + 1e-6
    inside = np.zeros(len(s), dtype=bool)
    for low, high in parts:
        inside |= (s > low) & (s < high)
    assert np.array_equal(np.abs(activation.derivative(s)) < FLAT, inside)


def test_ends_of_the_flat_parts_are_exact() -> None:
    value = (1 + 0.96**0.5) / 2  # s (1 - s) = 0.01
    low, high = flat_intervals(ACTIVATIONS["sigmoid"])
    assert low == (-inf, pytest.approx(-log(value / (1 - value))))
    assert high == (pytest.approx(log(value / (1 - value))), inf)
    assert flat_intervals(ACTIVATIONS["tanh"])[1][0] == pytest.approx(np.arctanh(0.99**0.5))
    assert flat_intervals(ACTIVATIONS["relu"]) == ((-inf, 0.0),)
    assert flat_intervals(ACTIVATIONS["step"]) == ((-inf, inf),)
    assert flat_intervals(ACTIVATIONS["identity"]) == ()


def test_tanh_is_steeper_than_sigmoid_at_zero() -> None:
    assert slopes_at_zero(ACTIVATIONS["sigmoid"]) == pytest.approx((0.25, 0.25))
    assert slopes_at_zero(ACTIVATIONS["tanh"]) == pytest.approx((1, 1))
    assert slopes_at_zero(ACTIVATIONS["relu"]) == (0, 1)
    assert slopes_at_zero(ACTIVATIONS["step"]) == (inf, inf)
