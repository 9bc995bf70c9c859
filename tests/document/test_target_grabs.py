"""A hand on a point of the target."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from reluviz.core.formula_targets import formula_target
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import TargetPoint
from reluviz.document.target_grabs import (
    MOST_HANDLES,
    followed,
    has_handles,
    why_no_handles,
    with_point_at,
)

LINE = Target([-1, 0, 1], [0, 1, 0])
DATA = Target.from_data([-1, -0.5, 0, 0.5, 0.5, 1], [1, 2, 3, 4, 5, 6])


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.set_view(drag_mode="target")
    yield document
    document.close()


def test_a_drag_of_a_point_is_one_undo_step(document: Document) -> None:
    document.set_target(LINE)
    network = document.network
    assert document.grab(TargetPoint(1), 0, 1)
    document.move_to(0.25, 2)
    document.move_to(0.5, 3)
    document.commit()
    assert document.project.target == Target([-1, 0.5, 1], [0, 3, 0])
    assert document.network is network
    assert document.undo_stack.undo_text == "move point 2 of the target"
    document.undo()
    assert document.project.target == LINE


def test_a_point_of_a_line_stays_between_its_neighbours(document: Document) -> None:
    document.set_target(LINE)
    assert document.grab(TargetPoint(1), 0, 1)
    document.move_to(7, 1)
    document.commit()
    assert document.project.target is not None
    assert 0.99 < document.project.target.x[1] < 1


def test_a_point_of_data_passes_others_and_stays_selected(document: Document) -> None:
    document.set_target(DATA)
    assert document.grab(TargetPoint(1), -0.5, 2)
    document.move_to(0.75, 9)
    document.publish()
    assert document.snapshot.selection == TargetPoint(4)
    document.commit()
    target = document.project.target
    assert target is not None
    assert (target.x[4], target.y[4]) == (0.75, 9)
    document.undo()
    document.publish()
    assert document.snapshot.selection == TargetPoint(1)


def test_points_are_added_moved_by_keys_and_removed(document: Document) -> None:
    document.set_target(LINE)
    document.add_target_point(0.5, 2)
    document.publish()
    assert document.snapshot.selection == TargetPoint(2)
    document.nudge(0, 1)
    document.publish()
    assert document.project.target is not None
    assert document.project.target.y[2] > 2
    document.remove_selected()
    document.publish()
    assert document.project.target == LINE
    assert document.snapshot.selection is None


def test_two_points_are_the_fewest(document: Document) -> None:
    document.set_target(Target([0, 1], [0, 0]))
    document.select(TargetPoint(0))
    document.remove_selected()
    document.publish()
    assert document.snapshot.notice is not None
    assert "at least two points" in document.snapshot.notice.text


def test_a_formula_is_not_dragged_and_follows_the_domain(document: Document) -> None:
    document.set_target(formula_target("x**2", (-1, 1)))
    assert not document.grab(TargetPoint(3), 0, 0)
    document.publish()
    assert document.snapshot.notice is not None
    assert "formula" in document.snapshot.notice.text
    document.set_domain((0, 4))
    target = document.project.target
    assert target is not None
    assert (target.x[0], target.x[-1], target.y[-1]) == (0, 4, 16)
    document.undo()
    assert document.project.target == formula_target("x**2", (-1, 1))


def test_a_formula_without_values_on_a_domain_refuses_the_domain(document: Document) -> None:
    document.set_target(formula_target("log(x)", (1, 2)))
    with pytest.raises(ValueError, match="not a number"):
        document.set_domain((-3, -1))
    assert document.project.domain == (-1, 1)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.integers(-5, 5), min_size=3, max_size=8),
    st.integers(0, 7),
    st.integers(-6, 6),
)
def test_every_point_keeps_its_meaning_when_one_moves(xs, index: int, goal: int) -> None:
    if len(set(xs)) < 2:
        return
    index %= len(xs)
    x = np.sort(np.array(xs, dtype=float))
    y = np.arange(len(x), dtype=float)  # tells them apart
    before = Target.from_data(x, y)
    moved = x.copy()
    moved[index] = goal
    if len(set(moved)) < 2:
        return
    after = with_point_at(before, index, (float(goal), y[index]))
    for k in range(len(x)):
        found = followed(TargetPoint(k), before, after)
        assert found is not None
        assert after.y[found.index] == y[k]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (None, "no target"),
        (formula_target("x**2", (-1.0, 1.0)), "is a formula"),
        (
            Target.from_data(np.arange(MOST_HANDLES + 1.0), np.zeros(MOST_HANDLES + 1)),
            "2,001 points",
        ),
        (Target.from_data(np.arange(3.0), np.zeros(3)), ""),
    ],
    ids=["none", "formula", "too many", "few"],
)
def test_it_is_said_why_no_point_can_be_dragged(target: Target | None, words: str) -> None:
    said = why_no_handles(target)
    assert bool(said) is not has_handles(target)
    assert words in said
