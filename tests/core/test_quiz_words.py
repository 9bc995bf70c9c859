"""The explanations are true, case by case."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.network import Network
from reluviz.core.quiz import Question, questions
from reluviz.core.quiz_words import explanation, facts, question_text, verdict

DOMAIN = (-1.0, 1.0)


def explain(v: float, b: float, w: float, name: str, delta: float) -> str:
    network = Network.from_rays([v], [b], [w], 0.25)
    question = Question(network.parameter(name), delta)
    return explanation(network, question, question.answer(network, DOMAIN), DOMAIN)


def test_the_question_and_its_facts(article: Network) -> None:
    question = Question(article.parameter("w2"), 0.8)
    assert question_text(article, question) == (
        "w2 will be changed by +0.8. Paint the part of the x-axis that will move, then check."
    )
    assert (
        facts(article, question, (-1.0, 1.0))
        == "w2 goes from −8 to −7.2; ReLU 2 gives −8·max(0, x + 0.5)"
    )
    assert (
        facts(article, Question(article.parameter("b0"), -0.5), (-1.0, 1.0))
        == "b0 goes from −1 to −1.5"
    )
    tiny = Question(article.parameter("w2"), 1e-7)
    assert facts(article, tiny, (-1.0, 1.0)).startswith("w2 goes from −8 to −7.9999999;")


CASES = [
    ((1, 0.5, 2, "b0", -3.0), "Everything moves by up to 3: b0 is added to the output everywhere."),
    (
        (1, 0.5, 2, "w1", 1.0),
        "x ≥ −0.5 moves by up to 1.5: w1 scales ReLU 1, which is on right of its kink, x = −0.5.",
    ),
    (
        (-1, 0.5, 2, "w1", 1.0),
        "x ≤ 0.5 moves by up to 1.5: w1 scales ReLU 1, which is on left of its kink, x = 0.5.",
    ),
    (
        (1, 1, 2, "w1", 1.0),
        "Everything moves by up to 2: w1 scales ReLU 1, which is on right of its kink, "
        "the left end of the domain.",
    ),
    (
        (-1, 3, 2, "w1", 1.0),
        "Everything moves by up to 4: w1 scales ReLU 1, which is on everywhere here, "
        "since its kink is right of the domain.",
    ),
    (
        (0, 0.5, 2, "w1", 1.0),
        "Everything moves by up to 0.5: w1 scales ReLU 1, which is the same everywhere, "
        "since v1 = 0.",
    ),
    (
        (0, -0.5, 2, "w1", 1.0),
        "Nothing moves: ReLU 1 is 0 everywhere, with v1 = 0 and b1 = −0.5, so there is nothing "
        "that w1 could scale.",
    ),
    (
        (1, -3, 2, "w1", 1.0),
        "Nothing moves: ReLU 1 has its kink right of the domain and is on right of it only, "
        "so there is nothing that w1 could scale.",
    ),
    (
        (-1, -1, 2, "w1", 1.0),
        "Nothing moves: ReLU 1 has its kink at the left end of the domain and is on left of it "
        "only, so there is nothing that w1 could scale.",
    ),
    (
        (1, 0.5, 2, "b1", 0.25),
        "x ≥ −0.75 moves by up to 0.5: b1 lifts the ray and moves its kink, so that ReLU 1 is on "
        "where x ≥ −0.75 instead of where x ≥ −0.5.",
    ),
    (
        (-1, 0.5, 2, "b1", -0.25),
        "x ≤ 0.5 moves by up to 0.5: b1 lowers the ray and moves its kink, so that ReLU 1 is on "
        "where x ≤ 0.25 instead of where x ≤ 0.5.",
    ),
    (
        (0, 0.5, 2, "b1", 0.25),
        "Everything moves by up to 0.5: b1 lifts the ray, and ReLU 1 is the same everywhere, "
        "since v1 = 0.",
    ),
    (
        (1, 0.5, 0, "b1", 0.25),
        "Nothing moves: w1 = 0 is a broken link, and what ReLU 1 does never reaches the output.",
    ),
    (
        (1, 0.5, 0, "v1", 0.25),
        "Nothing moves: w1 = 0 is a broken link, and what ReLU 1 does never reaches the output.",
    ),
    (
        (1, 0.5, 0, "w1", 2.0),
        "x ≥ −0.5 moves by up to 3: w1 scales ReLU 1, which is on right of its kink, x = −0.5.",
    ),
    (
        (1, -3, 2, "b1", 0.25),
        "Nothing moves: ReLU 1 is off on the whole domain, before the change and after it.",
    ),
    (
        (1, -1.5, 2, "b1", 1.0),
        "x ≥ 0.5 moves by up to 1: ReLU 1 was off on the whole domain, and the change switches "
        "it on there.",
    ),
    (
        (1, -0.5, 2, "b1", -1.0),
        "x ≥ 0.5 moves by up to 1: the change switches ReLU 1 off, which was on there.",
    ),
    (
        (1, 0, 2, "v1", 0.5),
        "x ≥ 0 moves by up to 1: v1 turns the ray, and ReLU 1 is on right of its kink, x = 0.",
    ),
    (
        (1, 0.5, 2, "v1", 1.0),
        "x ≥ −0.5 moves, all but the point at x = 0, by up to 2: v1 turns the ray and moves its "
        "kink, so that ReLU 1 is on where x ≥ −0.25 instead of where x ≥ −0.5.",
    ),
    (
        (1, 0.5, 2, "v1", -2.0),
        "Everything moves, all but the point at x = 0, by up to 3: v1 turns the ray and moves "
        "its kink, so that ReLU 1 is on where x ≤ 0.5 instead of where x ≥ −0.5.",
    ),
    (
        (1, 0.5, 2, "v1", -1.0),
        "Everything moves, all but the point at x = 0, by up to 2: v1 changes the slope of the "
        "ray, so that ReLU 1 is on everywhere instead of where x ≥ −0.5.",
    ),
]


@pytest.mark.parametrize(("change", "words"), CASES)
def test_each_case(change: tuple[float, float, float, str, float], words: str) -> None:
    assert explain(*change) == words


@given(network=shallow_networks(), seed=st.integers(0, 1000))
@settings(max_examples=150)
def test_what_is_said_is_what_happens(network: Network, seed: int) -> None:
    x = np.linspace(*DOMAIN, 101)
    for question in islice(questions(network, DOMAIN, seed), 5):
        answer = question.answer(network, DOMAIN)
        text = explanation(network, question, answer, DOMAIN)
        moved = question.changed(network)(x) != network(x)
        if text.startswith("Nothing moves: "):
            assert not np.any(moved)
        elif text.startswith("Everything moves"):
            assert answer.intervals == (DOMAIN,)
        assert ("Nothing" in text) == (answer.intervals == ())
        if "all but the point at x = 0" in text:
            assert question.changed(network)(0.0) == network(0.0)
        if "on right of its kink" in text:
            unit = question.parameter.unit if question.parameter.layer == 0 else None
            unit = question.parameter.source if unit is None else unit
            assert network.v[unit] > 0
        if "on left of its kink" in text:
            unit = question.parameter.unit if question.parameter.layer == 0 else None
            unit = question.parameter.source if unit is None else unit
            assert network.v[unit] < 0


def test_verdicts() -> None:
    painted = ((0.0, 1.0),)
    assert verdict(1.0, painted) == "Right."
    assert verdict(0.97, painted) == "Right: 97 % overlap."
    assert verdict(0.6, painted) == "Not quite: 60 % overlap."
    assert verdict(0.0, painted) == "Not quite: 0 % overlap."
    assert verdict(0.0, ()) == "No, something does move."
    assert verdict(0.999, painted) == "Right: over 99 % overlap."
