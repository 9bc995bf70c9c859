"""How far somebody has come: kept as text, and never a reason to fail."""

from __future__ import annotations

import json

import pytest

from reluviz.lessons.progress import Place, Progress
from reluviz.lessons.reading import list_lessons, load_lesson


def test_there_and_back() -> None:
    progress = Progress().at_step("xor", 2).with_reached("xor", 0).with_reached("xor", 2)
    progress = progress.at_step("gates", 1)
    assert progress.place("xor") == Place(2, frozenset({0, 2}))
    assert progress.place("neuron") == Place()
    assert Progress.from_text(progress.to_text()) == progress
    assert Progress.from_text(progress.to_text(), list_lessons()) == progress
    assert "\n" not in progress.to_text()
    assert progress.without("xor").place("xor") == Place()


def test_what_is_known_changes_nothing() -> None:
    progress = Progress().with_reached("xor", 1)
    assert progress.with_reached("xor", 1) is progress


def test_a_lesson_is_done_when_every_goal_was_reached() -> None:
    lesson, progress = load_lesson("xor"), Progress()
    for step, one in enumerate(lesson.steps):
        assert not progress.is_done(lesson)
        if one.goal is not None:
            progress = progress.with_reached("xor", step)
    assert progress.is_done(lesson)


def test_unknown_lessons_and_steps_are_dropped() -> None:
    text = json.dumps(
        {"gone": {"step": 1, "reached": [0]}, "xor": {"step": 99, "reached": [0, 99, -1]}}
    )
    progress = Progress.from_text(text, list_lessons())
    assert dict(progress.places) == {"xor": Place(0, frozenset({0}))}
    assert set(Progress.from_text(text).places) == {"gone", "xor"}


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "null", "3", "{", "\0", "[" * 100_000, '{"xor": 3}', '{"xor": []}',
        '{"xor": {"step": "1", "reached": "all"}}', '{"xor": {"step": true, "reached": [[], {}]}}',
        '{"xor": {"step": 1e400, "reached": null}}', "9" * 5000, "x" * 2_000_000,
    ],
)  # fmt: skip
def test_damaged_text_is_a_new_beginning(text: str) -> None:
    assert Progress.from_text(text, list_lessons()).place("xor") == Place()
    assert Progress.from_text(text).place("xor") == Place()
