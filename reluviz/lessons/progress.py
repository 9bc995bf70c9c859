"""How far somebody has come in the lessons, as a small text that settings can keep."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from reluviz.lessons.lesson import Lesson

_MOST_LESSONS = 1_000
_MOST_STEPS = 50
_LONGEST_TEXT = 1_000_000


@dataclass(frozen=True)
class Place:
    """Where one is in a lesson.

    Parameters
    ----------
    step : int
        Index of the step that was looked at last.
    reached : frozenset of int
        Steps whose goal has been reached once.
    """

    step: int = 0
    reached: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Progress:
    """Where one is in each lesson that was begun. Immutable.

    Parameters
    ----------
    places : mapping of str to Place
        By the names of lessons.
    """

    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))

    def place(self, name: str) -> Place:
        """Return where one is in a lesson; at its beginning if it was not begun."""
        return self.places.get(name, Place())

    def at_step(self, name: str, step: int) -> Progress:
        """Return the progress after going to a step."""
        return self._with(name, replace(self.place(name), step=step))

    def with_reached(self, name: str, step: int) -> Progress:
        """Return the progress after reaching the goal of a step; itself if that is known."""
        place = self.place(name)
        if step in place.reached:
            return self
        return self._with(name, replace(place, reached=place.reached | {step}))

    def without(self, name: str) -> Progress:
        """Return the progress as if a lesson had not been begun."""
        return Progress({key: place for key, place in self.places.items() if key != name})

    def is_done(self, lesson: Lesson) -> bool:
        """Whether every goal of a lesson has been reached."""
        reached = self.place(lesson.name).reached
        return all(step in reached for step, one in enumerate(lesson.steps) if one.goal is not None)

    def to_text(self) -> str:
        """Return all of it as a line of JSON."""
        places = {
            name: {"step": place.step, "reached": sorted(place.reached)}
            for name, place in self.places.items()
        }
        return json.dumps(places)

    @classmethod
    def from_text(cls, text: str, lessons: Iterable[Lesson] | None = None) -> Progress:
        """Return what `to_text` has written; whatever is damaged is left out, and nothing fails.

        Parameters
        ----------
        text : str
            From settings, where anything may be.
        lessons : iterable of Lesson, optional
            The lessons there are: others are dropped, and steps that they do not have.
        """
        steps = None if lessons is None else {one.name: len(one.steps) for one in lessons}
        places = {}
        for name, fields in list(_parsed(text).items())[:_MOST_LESSONS]:
            most = _MOST_STEPS if steps is None else steps.get(name, 0)
            if most and isinstance(fields, dict):
                places[name] = _place(fields, most)
        return cls(places)

    def _with(self, name: str, place: Place) -> Progress:
        return Progress({**self.places, name: place})


def _parsed(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if len(text) <= _LONGEST_TEXT else {}
    except (ValueError, RecursionError):  # not written by this program: begin anew
        return {}
    return found if isinstance(found, dict) else {}


def _place(fields: dict[str, object], steps: int) -> Place:
    step, reached = fields.get("step"), fields.get("reached")
    known = reached if isinstance(reached, list) else []
    return Place(
        step if _is_step(step, steps) else 0,  # type: ignore[arg-type]
        frozenset(one for one in known if _is_step(one, steps)),
    )


def _is_step(value: object, steps: int) -> bool:
    return type(value) is int and 0 <= value < steps
