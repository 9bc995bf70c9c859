from __future__ import annotations

import numpy as np
import pytest

from reluviz.core import words
from reluviz.core.construct import through_points
from reluviz.core.digits import Digits
from reluviz.core.influence import influence
from reluviz.core.network import Network

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("there is no “foo”. Is floor meant?", "There is no “foo”. Is floor meant?"),
        ("infinite: choose another domain", "Infinite: choose another domain"),
        ("all.csv: all x are 1", "all.csv: all x are 1"),
        ("all.csv, line 4: y is “inf”", "all.csv, line 4: y is “inf”"),
        ("", ""),
    ],
)
def test_sentences_begin_with_a_capital_but_names_of_files_stay(said: str, text: str) -> None:
    assert words.sentence(said) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.0, "0"), (-8, "−8"), (0.123456, "0.1235"), (1e-9, "1e−09")]
)
def test_numbers(value: float, text: str) -> None:
    assert words.number(value) == text


def test_signed_numbers() -> None:
    assert words.number(4, signed=True) == "+4"
    assert words.number(-4, signed=True) == "−4"


def test_the_articles_formula() -> None:
    assert Digits(ARTICLE, [(-1, 1)]).formula() == (
        "z = −1 + 4·max(0, x + 1) − 8·max(0, x + 0.5) + 5·max(0, x)"
    )


def test_other_formulas() -> None:
    network = Network.from_rays([-1, 0, 2, -3], [0, 2, -1, 0.5], [1, 0, -2, 1], 0)
    assert Digits(network, [(-1, 1)]).formula() == (
        "z = 0 + 1·max(0, −x) + 0·max(0, 2) − 2·max(0, 2·x − 1) + 1·max(0, −3·x + 0.5)"
    )
    long = through_points([(k, k % 2) for k in range(1_001)])
    assert Digits(long, [(0, 1000)]).formula(most_terms=2).endswith(" + … 998 more")


def test_effects_in_words() -> None:
    domain = (-1.0, 1.0)

    def effect(name: str, delta: float) -> str:
        found = influence(ARTICLE, name, delta)
        return words.effect(ARTICLE, [ARTICLE.parameter(name)], found, domain)

    assert effect("w2", 0.8) == "w2 moves x ≥ −0.5: 75 % of the domain, by up to 1.2"
    assert effect("b0", 1) == "b0 moves everything: 100 % of the domain, by up to 1"
    dead = Network.from_rays([1], [0], [0], 0)
    nothing = influence(dead, "b1", 1)
    assert words.effect(dead, [dead.parameter("b1")], nothing, domain) == "b1 moves nothing"


def test_intervals_in_words() -> None:
    domain = (0.0, 10.0)
    assert words.where(((2, 10),), domain) == "x ≥ 2"
    assert words.where(((0, 3), (5, 6)), domain) == "x ≤ 3 and 5 ≤ x ≤ 6"
    many = tuple((k, k + 0.5) for k in range(1, 7))
    assert words.where(many, domain).endswith("and 3 more intervals")
    assert words.where((), domain) == "nothing"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (1, "100 %"), (0.001, "under 1 %"), (0.999, "over 99 %"), (0.75, "75 %")],
)
def test_percentages(share: float, text: str) -> None:
    assert words.percent(share) == text


def test_titles_and_names() -> None:
    title = words.parameter_title
    assert title(ARTICLE, ARTICLE.parameter("w2")) == "w2 output weight of ReLU 2"
    assert title(ARTICLE, ARTICLE.parameter("b0")) == "b0 bias of the output"
    assert title(ARTICLE, ARTICLE.parameter("v1")) == "v1 weight of ReLU 1"
    three = [ARTICLE.parameter(name) for name in ("w1", "w2", "b2")]
    assert words.names(ARTICLE, three) == "w1, w2 and b2"
    assert words.names(ARTICLE, three[:1]) == "w1"
    assert words.names(ARTICLE, list(ARTICLE.parameters())) == "10 parameters"


@pytest.mark.parametrize(
    ("scale", "step"), [(8, 0.1), (1, 0.1), (0.5, 0.01), (200, 10), (0, 0.1), (np.inf, 0.1)]
)
def test_steps(scale: float, step: float) -> None:
    assert words.nice_step(scale) == pytest.approx(step)


@pytest.mark.parametrize(
    ("least", "step"), [(0.0031, 0.005), (1, 1), (1.2, 2), (6, 10), (0.1, 0.1), (3e-9, 5e-9)]
)
def test_short_steps(least: float, step: float) -> None:
    assert words.short_step(least) == step


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.0712, float("inf"), "7e−02"),
        (101325.0, 10.0, "101325"),
        (101325.0, 2_000.0, "1e+05"),
        (-156.0, 1.0, "−156"),
        (0.0, 1.0, "0e+00"),
    ],
)
def test_the_shortest_number_still_tells_what_is_to_be_seen(
    value: float, step: float, text: str
) -> None:
    assert words.number_to(value, step, digits=0) == text


def test_numbers_are_told_from_one_another() -> None:
    years = np.array([2019.04, 2019.38, 2019.0401])
    step = words.telling_step(years)
    assert len({words.number_to(year, step) for year in years.tolist()}) == 3
    assert words.number_to(2019.04, words.telling_step(np.array([2019.04]))) == "2019"
    near = np.array([0.0, 1.0, 1.0 + 1e-12])  # too near for anyone to see
    assert words.number_to(1.0, words.telling_step(near)) == "1"
