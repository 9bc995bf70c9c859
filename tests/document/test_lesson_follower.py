"""Lessons in the document: starts are undo steps, goals are judged live, nothing is locked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.reports import LessonState
from reluviz.files.project import Project, View
from reluviz.lessons.goals import Goal, Parameter, Probe, Verdict
from reluviz.lessons.lesson import Lesson, Look, Step

FLAT = Project(through_points(((-1, 0), (0, 0), (1, 0))), view=View(probe=0.5))
STEEP = Project(through_points(((-1, 0), (0, 0), (1, 3))), domain=(-1, 2))
W1 = ParameterId(1, 0, 0)


def lesson() -> Lesson:
    return Lesson(
        "ray",
        "A ray",
        "What one unit does",
        FLAT,
        (
            Step("Read", ("Some *text*.",)),
            Step("Weight", ("Set w1.",), Parameter(name="w1", value=2), "Use the table"),
            Step("Probe", ("Move the probe.",), Probe(above=1.0), start=STEEP),
        ),
    )


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document()


def state(document: Document) -> LessonState:
    document.publish()
    found = document.snapshot.lesson
    assert found is not None
    return found


def test_there_is_no_lesson_at_first(document: Document) -> None:
    assert document.snapshot.lesson is None
    for method in ("next", "back", "show_hint", "start_over", "leave"):
        getattr(document.lesson, method)()
    document.publish()
    assert document.snapshot.lesson is None


def test_a_start_is_one_undo_step_and_brings_its_view(document: Document) -> None:
    before = document.network
    document.lesson.start(lesson())
    assert document.network == FLAT.network
    assert document.project.view.probe == 0.5
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "start of “A ray”"
    document.undo()
    assert document.network == before
    assert state(document).index == 0  # the lesson stays open


def test_a_start_ends_a_gesture_first(document: Document) -> None:
    document.begin("drag")
    document.set_parameter(W1, 7.0)
    document.lesson.start(lesson())
    assert document.undo_stack.count == 2
    document.undo()
    assert document.network.value(W1) == 7.0


def test_a_goal_is_judged_live_and_remembered_at_rest(document: Document) -> None:
    document.lesson.start(lesson(), 1)
    told: list[LessonState] = []
    document.lesson.progress_changed.connect(told.append)
    assert not state(document).is_done
    assert state(document).verdict == Verdict(False, "not yet: w1 is 0.00, it should be 2.00")
    document.begin("drag w1")
    document.set_parameter(W1, 2.0)
    now = state(document)
    assert now.verdict is not None
    assert now.verdict.is_reached
    assert now.reached == frozenset()
    document.set_parameter(W1, 1.0)  # the hand passes by
    assert not state(document).is_done
    document.set_parameter(W1, 2.0)
    document.commit()
    assert state(document).reached == {1}
    assert [one.reached for one in told] == [{1}]
    document.set_parameter(W1, 0.0)
    now = state(document)
    assert now.is_done
    assert now.verdict is not None
    assert not now.verdict.is_reached


def test_a_verdict_is_asked_for_once_for_each_state_of_the_project(document: Document) -> None:
    asked: list[Project] = []

    class Counting(Goal, frozen=True, kw_only=True, tag="counting"):
        def check(self, project: Project) -> Verdict:
            asked.append(project)
            return Verdict(False, "not yet: one more")

    whole = lesson()
    document.lesson.start(replace(whole, steps=(Step("Count", ("...",), Counting()),)))
    first = state(document)
    assert len(asked) == 1
    document.hover(W1)
    assert state(document) is first
    document.select(W1)
    assert state(document) is first
    assert len(asked) == 1
    document.set_parameter(W1, 5.0)
    state(document)
    assert len(asked) == 2


def test_next_and_back_load_only_steps_with_a_start_of_their_own(document: Document) -> None:
    document.lesson.start(lesson())
    document.set_parameter(W1, 0.5)
    document.lesson.next()
    assert document.network.value(W1) == 0.5
    assert state(document).reached == {0}  # there was only something to read
    document.lesson.next()
    assert document.network == STEEP.network
    assert document.project.domain == (-1, 2)
    assert document.undo_stack.undo_text == "start of “Probe”"
    document.lesson.back()
    assert document.network == FLAT.network
    count = document.undo_stack.count
    document.lesson.back()
    document.lesson.back()
    assert state(document).index == 0
    assert document.undo_stack.count == count


def test_a_goal_may_be_about_the_view(document: Document) -> None:
    document.lesson.start(lesson(), 2)
    assert document.network == STEEP.network
    assert not state(document).is_done
    document.set_probe(1.5)
    assert state(document).is_done


def test_the_last_step_ends_the_lesson(document: Document, qtbot: QtBot) -> None:
    document.lesson.start(lesson(), 2)
    with qtbot.waitSignal(document.lesson.finished) as signal:
        document.lesson.next()
    assert signal.args == ["ray"]
    document.publish()
    assert document.snapshot.lesson is None
    assert document.network == STEEP.network


def test_one_comes_back_to_where_one_was(document: Document) -> None:
    document.lesson.start(lesson(), 1, (0, 99))
    assert state(document).index == 1
    assert state(document).reached == {0}
    document.lesson.start(lesson(), 50)  # the lesson had more steps once
    assert state(document).index == 2


def test_start_over_brings_the_start_back(document: Document) -> None:
    document.lesson.start(lesson(), 1)
    document.set_parameter(W1, 9.0)
    document.lesson.start_over()
    assert document.network == FLAT.network
    document.undo()
    assert document.network.value(W1) == 9.0


def test_a_hint_is_shown_on_request_and_gone_in_the_next_step(document: Document) -> None:
    document.lesson.start(lesson())
    document.lesson.show_hint()
    assert not state(document).is_hint_shown  # there is none
    document.lesson.next()
    document.lesson.show_hint()
    assert state(document).is_hint_shown
    document.lesson.back()
    assert not state(document).is_hint_shown


def test_a_step_can_ask_for_parts_of_the_plot(document: Document) -> None:
    look = Look(drag_mode="relu", show=("rays",), hide=("joints",))
    steps = (Step("One", ("...",)), Step("Two", ("...",), look=look))
    document.lesson.start(replace(lesson(), steps=steps))
    assert "rays" in document.project.view.hidden
    document.lesson.next()
    view = document.project.view
    assert view.drag_mode == "relu"
    assert "rays" not in view.hidden
    assert "joints" in view.hidden


def test_leaving_keeps_the_network(document: Document) -> None:
    document.lesson.start(lesson())
    document.set_parameter(W1, 3.0)
    document.lesson.leave()
    document.publish()
    assert document.snapshot.lesson is None
    assert document.network.value(W1) == 3.0
