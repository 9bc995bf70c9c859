"""Questions that can be asked of any network, exact answers, and a fair score."""

from __future__ import annotations

from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.influence import Intervals
from reluviz.core.network import LARGEST_VALUE, Network, ParameterId
from reluviz.core.quiz import (
    Question,
    _Asker,
    erase,
    is_right,
    paint,
    questions,
    score,
)

DOMAIN = (-1.0, 1.0)

ends = st.integers(-100, 100).map(lambda k: k / 100)
intervals = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))


@st.composite
def painted(draw: st.DrawFn) -> Intervals:
    """What many strokes leave."""
    result: Intervals = ()
    for is_paint, interval in draw(st.lists(st.tuples(st.booleans(), intervals), max_size=6)):
        result = paint(result, interval) if is_paint else erase(result, interval)
    return result


def length(parts: Intervals) -> float:
    return sum(high - low for low, high in parts)


# Questions


@given(network=shallow_networks(), seed=st.integers(0, 1000))
@settings(max_examples=100)
def test_every_network_has_questions_and_the_same_seed_asks_the_same(
    network: Network, seed: int
) -> None:
    asked = list(islice(questions(network, DOMAIN, seed), 15))
    assert asked == list(islice(questions(network, DOMAIN, seed), 15))
    for question in asked:
        assert question.delta != 0
        assert question.delta == float(f"{question.delta:.1g}")
        assert question.changed(network) != network
        answer = question.answer(network, DOMAIN)
        assert all(high - low >= 0.06 for low, high in answer.intervals)
    assert all(a.parameter != b.parameter for a, b in pairwise(asked))


def test_no_parameter_twice_in_a_round(article: Network) -> None:
    asked = [question.parameter for question in islice(questions(article, DOMAIN, 4), 30)]
    for start in (0, 10, 20):
        assert set(asked[start : start + 10]) == set(article.parameters())
    assert asked[:10] != asked[10:20]


def test_seeds_differ(article: Network) -> None:
    first, second = (list(islice(questions(article, DOMAIN, seed), 10)) for seed in (1, 2))
    assert first != second


def test_what_moves_nothing_is_asked_too_but_not_always() -> None:
    dead = Network.from_rays([1] * 40, [-3] * 40, [1] * 40, 0.5)
    asked = list(islice(questions(dead, DOMAIN, 0), 20))
    still = [question for question in asked if not question.answer(dead, DOMAIN).intervals]
    assert 10 <= len(still) <= 16
    broken = Network.from_rays([1, 1], [1, 0], [1, 0], 0.5)
    names = {
        broken.name(question.parameter)
        for question in islice(questions(broken, DOMAIN, 0), 7)
        if not question.answer(broken, DOMAIN).intervals
    }
    assert names == {"v2", "b2"}


def test_a_change_can_be_seen(article: Network) -> None:
    for question in islice(questions(article, DOMAIN, 0), 40):
        assert 0.1 <= abs(question.answer(article, DOMAIN).largest) <= 2.5


@pytest.mark.parametrize("size", [1e-90, 1e-30, 1e30, LARGEST_VALUE])
def test_values_of_any_size(size: float) -> None:
    network = Network.from_rays([1, -1], [0.5, size], [size, 1], -size)
    for question in islice(questions(network, DOMAIN, 0), 20):
        assert question.changed(network) != network


def test_of_many_units_some_are_asked_about() -> None:
    n = 20_000
    network = Network.from_rays(np.ones(n), np.linspace(1, -0.9, n), np.ones(n), 0)
    asker = _Asker(network, DOMAIN, 0)
    assert len(asker.round(None)) == 601
    assert len(list(islice(questions(network, DOMAIN, 0), 5))) == 5


@given(network=shallow_networks(), seed=st.integers(0, 1000))
@settings(max_examples=100)
def test_the_answer_is_where_the_forward_pass_moves(network: Network, seed: int) -> None:
    x = np.linspace(*DOMAIN, 201)
    for question in islice(questions(network, DOMAIN, seed), 4):
        changed = question.changed(network)
        inside = np.zeros(len(x), dtype=bool)
        for low, high in question.answer(network, DOMAIN).intervals:
            inside |= (x >= low - 1e-9) & (x <= high + 1e-9)
        terms = np.abs(network.w) * (np.abs(network.b) + np.abs(network.v))
        scale = 1 + abs(network.b0) + np.sum(terms)
        moved = np.abs(changed(x) - network(x)) > 1e-12 * scale
        assert not np.any(moved & ~inside)
        if question.parameter == ParameterId(1, 0):
            assert np.all(inside)


def test_the_articles_remark(article: Network) -> None:
    """The weight of ReLU 1 moves everything, that of ReLU 3 its segment only."""
    for name, expected in [("w1", (-1, 1)), ("w2", (-0.5, 1)), ("w3", (0, 1))]:
        question = Question(article.parameter(name), 0.8)
        assert question.answer(article, DOMAIN).intervals == (expected,)


# Painting


@given(start=painted(), stroke=intervals)
def test_painting_and_erasing(start: Intervals, stroke: tuple[float, float]) -> None:
    more, less = paint(start, stroke), erase(start, stroke)
    for parts in (more, less):
        assert all(low < high for low, high in parts)
        assert all(a[1] < b[0] for a, b in pairwise(parts))
    assert length(more) <= length(start) + length((stroke,)) + 1e-12
    assert length(more) == pytest.approx(length(less) + length((stroke,)))
    assert erase(more, stroke) == less
    assert length(paint(less, stroke)) == pytest.approx(length(more))


def test_strokes_that_touch_become_one() -> None:
    assert paint(((0, 0.5),), (0.5, 1)) == ((0, 1),)
    assert paint((), (0.3, 0.3)) == ()
    assert erase(((0, 1),), (0.4, 0.6)) == ((0, 0.4), (0.6, 1))
    assert erase(((0, 1),), (0.4, 0.4)) == ((0, 1),)


# The score


@given(first=painted(), second=painted())
def test_a_score_is_a_share_and_full_for_the_truth(first: Intervals, second: Intervals) -> None:
    assert 0 <= score(first, second, DOMAIN) <= 1
    assert score(first, first, DOMAIN) == 1
    rest = erase(((-1.0, 1.0),), first[0]) if len(first) == 1 else ()
    if len(first) == 1 and rest:
        assert score(rest, first, DOMAIN) <= 0.02 / length(first) + 1e-9


def test_scores() -> None:
    truth = ((-0.5, 1.0),)
    assert score(((0.0, 1.0),), truth, DOMAIN) == pytest.approx(2 / 3)
    assert score(((-1.0, 1.0),), truth, DOMAIN) == pytest.approx(0.75)
    assert score((), truth, DOMAIN) == 0
    assert score(((-1.0, -0.5),), truth, DOMAIN) == 0
    assert score((), (), DOMAIN) == 1
    assert score(((-1.0, 1.0),), (), DOMAIN) == 0
    both = ((-1.0, -0.5), (0.5, 1.0))
    assert score(both, both, DOMAIN) == 1
    assert score(((-1.0, 1.0),), both, DOMAIN) == pytest.approx(0.5)
    assert is_right(0.95)
    assert not is_right(0.9499)


def test_a_hand_that_is_a_little_off_is_right() -> None:
    truth = ((-0.1, 0.1),)
    assert score(((-0.119, 0.081),), truth, DOMAIN) == 1
    assert score(((-0.13, 0.1),), truth, DOMAIN) < 0.95
    assert score(((-0.095, 0.105),), truth, (-1.0, 1.0)) == 1


def test_scores_do_not_depend_on_the_scale() -> None:
    for size in (1e-90, 1e90):
        assert score(((0.0, size),), ((-size / 2, size),), (-size, size)) == pytest.approx(2 / 3)
