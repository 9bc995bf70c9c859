"""Follows a lesson: its steps, what is to be reached in each, and what has been. No lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reluviz.document.reports import LessonState
from reluviz.files.project import Project, View
from reluviz.lessons.goal import Verdict
from reluviz.lessons.lesson import Lesson, Look

if TYPE_CHECKING:
    from reluviz.document.document import Document


class LessonFollower(QObject):
    """The lesson that is open, if any. It never keeps anybody from doing anything else.

    A start, of a lesson or of a step that has its own, is one undo step.

    Attributes
    ----------
    state : LessonState or None
        For the snapshot; None without a lesson.
    """

    progress_changed = Signal(object)
    """The step, or what is reached, has changed; with the `LessonState`, to be stored. It may be
    emitted while a snapshot is taken: who listens must not call the document."""

    finished = Signal(str)
    """The user went on from the last step of the lesson of this name; it is not open any more."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.state: LessonState | None = None
        self._document = document
        self._judged: tuple[Project, int, Verdict] | None = None

    # What the panel and the window ask for

    def start(self, lesson: Lesson, index: int = 0, reached: Iterable[int] = ()) -> None:
        """Open a lesson at a step, with the start that belongs to it.

        Parameters
        ----------
        lesson : Lesson
            The lesson; one that is open is left.
        index : int
            The step, from 0. One that the lesson does not have (it may have been changed since
            somebody was there) is the nearest that it has.
        reached : iterable of int
            The steps that were done before.
        """
        self._load(lesson, _nearest(lesson, index), f"start of “{lesson.title}”")
        self.resume(lesson, index, reached)

    def resume(self, lesson: Lesson, index: int, reached: Iterable[int]) -> None:
        """Open a lesson as `start` does, with the network in hand instead of the step's start."""
        known = frozenset(k for k in reached if 0 <= k < len(lesson.steps))
        self._judged = None
        self._change(LessonState(lesson, _nearest(lesson, index), known))

    def next(self) -> None:
        """Go on to the next step; from the last one: leave the lesson."""
        state = self.state
        if state is None:
            return
        if state.step.goal is None:  # nothing but reading was to be done
            state = replace(state, reached=state.reached | {state.index})
        if not state.is_last:
            self._go(state, state.index + 1)
            return
        self._change(state)
        self.leave()
        self.finished.emit(state.lesson.name)

    def back(self) -> None:
        """Go back to the step before."""
        if self.state is not None:
            self.go_to(self.state.index - 1)

    def go_to(self, index: int) -> None:
        """Go to a step; one that is not there: nothing happens."""
        if self.state is not None and 0 <= index < self.state.count and index != self.state.index:
            self._go(self.state, index)

    def show_hint(self) -> None:
        """Show the hint of this step, or hide it again."""
        if self.state is not None and self.state.step.hint:
            self.state = replace(self.state, is_hint_shown=not self.state.is_hint_shown)
            self._document.touch()

    def start_over(self) -> None:
        """Bring back what this step begins with: one undo step."""
        if self.state is not None:
            self._load(self.state.lesson, self.state.index, "start the step over")

    def leave(self) -> None:
        """Close the lesson; the network in hand stays."""
        if self.state is not None:
            self.state = self._judged = None
            self._document.touch()

    # What the document asks for

    def look(self) -> None:
        """Bring the verdict up to date with the project; what is reached is remembered.

        In the middle of a gesture nothing is remembered: a hand may pass a goal on its way.
        """
        state = self.state
        if state is None or state.step.goal is None:
            return
        verdict, reached = self._verdict(state), state.reached
        if verdict.is_reached and not (self._document.in_gesture or self._document.in_run):
            reached = reached | {state.index}
        if verdict != state.verdict or reached != state.reached:
            self.state = replace(state, verdict=verdict, reached=reached)
            if reached != state.reached:
                self.progress_changed.emit(self.state)

    # Private

    def _verdict(self, state: LessonState) -> Verdict:
        """What the goal says; asked once for each state of the project."""
        project, goal, kept = self._document.project, state.step.goal, self._judged
        assert goal is not None
        if kept is None or kept[0] is not project or kept[1] != state.index:
            kept = self._judged = (project, state.index, goal.check(project))
        return kept[2]

    def _go(self, state: LessonState, index: int) -> None:
        """Show another step; what begins with a start of its own, or did in between, is loaded."""
        first, last = sorted((state.index, index))
        if any(step.start is not None for step in state.lesson.steps[first + 1 : last + 1]):
            self._load(state.lesson, index, f"start of “{state.lesson.steps[index].title}”")
        else:
            self._apply(state.lesson.steps[index].look)
        self._change(replace(state, index=index, is_hint_shown=False, verdict=None))

    def _load(self, lesson: Lesson, index: int, text: str) -> None:
        document, project = self._document, lesson.start_of(index)
        document.commit()
        document.set_project(project, text)
        document.select(None)
        view = {one.name: getattr(project.view, one.name) for one in fields(View)}
        document.set_view(**view)
        self._apply(lesson.steps[index].look)

    def _apply(self, look: Look) -> None:
        """Show what a step wants to be seen; which panel, the window reads from the step."""
        changes: dict[str, object] = {}
        hidden = self._document.project.view.hidden
        if look.show or look.hide:
            kept = tuple(name for name in hidden if name not in look.show)
            more = tuple(name for name in look.hide if name not in kept)
            changes["hidden"] = kept + more
        if look.drag_mode is not None:
            changes["drag_mode"] = look.drag_mode
        if changes:
            self._document.set_view(**changes)

    def _change(self, state: LessonState) -> None:
        self.state = state
        self.progress_changed.emit(state)
        self._document.touch()


def _nearest(lesson: Lesson, index: int) -> int:
    return min(max(0, index), len(lesson.steps) - 1)
