"""How far one is in a lesson, frozen, for the panels. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.lessons.goal import Verdict
from reluviz.lessons.lesson import Lesson, Step


@dataclass(frozen=True, eq=False)
class LessonState:
    """A lesson that is open. The same object as before exactly when nothing of it changed.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    index : int
        The step that is shown, from 0.
    reached : frozenset of int
        The steps that are done: their goals were reached, or there was only something to read.
    is_hint_shown : bool
        Whether the hint of the step was asked for.
    verdict : Verdict or None
        How far the project is from the goal of the step; None if it has none.
    """

    lesson: Lesson
    index: int = 0
    reached: frozenset[int] = frozenset()
    is_hint_shown: bool = False
    verdict: Verdict | None = None

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.lesson.steps[self.index]

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.lesson.steps)

    @property
    def is_first(self) -> bool:
        """Whether there is no step before."""
        return self.index == 0

    @property
    def is_last(self) -> bool:
        """Whether there is no step after."""
        return self.index == self.count - 1

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do in this step: the goal is reached, or was, or is none."""
        if self.step.goal is None or self.index in self.reached:
            return True
        return self.verdict is not None and self.verdict.is_reached
