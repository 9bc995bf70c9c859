"""Training of the document's network: play, pause, step, rewind and scrub; one undo step a run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from reluviz.core.network import Network
from reluviz.core.runs import Run
from reluviz.core.training import TrainSettings, TrainStep
from reluviz.core.words import sentence
from reluviz.document.background import Background
from reluviz.document.training_course import Course, Frame
from reluviz.document.training_state import (
    DIVERGED,
    FINISHED,
    PAUSED,
    RUNNING,
    TrainingState,
    settings_words,
)

if TYPE_CHECKING:
    from reluviz.document.document import Document

BY_HAND = "By hand"


class Trainer(QObject):
    """Trains in a thread and shows every so many steps; the network in hand follows.

    A run is one gesture: while it goes on the gesture is open, a pause ends it, and going on takes
    the same undo step up again. Whatever else changes the network in between ends the run.

    Parameters
    ----------
    document : Document
        What is trained.

    Attributes
    ----------
    state : TrainingState
        For the snapshot.
    """

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.state = TrainingState()
        self._document = document
        self._background = Background(self)
        self._course: Course | None = None
        self._network: Network | None = None  # what this run has shown last
        self._gesture = self._undo_index = -1
        self._kept: Network | None = None  # what the list of runs has of this one
        self._wanted: int | None = None  # a step to go to once the thread has paused

    # What the panel asks for

    def play(self, settings: TrainSettings) -> None:
        """Begin a run, or go on with the one that was paused if these are its settings."""
        if self.state.is_running:
            return
        course = self._ready_course(settings)
        if course is None:
            return
        self._open_gesture()
        self._change(status=RUNNING, message="")
        self._background.run_long(course.go, self._on_ended, self._on_failed, self._on_frame)

    def pause(self) -> None:
        """Stop after the step under way; its network stays."""
        if self._course is not None:
            self._course.pause()

    def step(self, settings: TrainSettings) -> None:
        """Take one step: of the run that is paused, or of one that begins with it."""
        if self.state.is_running:
            self.pause()
            return
        course = self._ready_course(settings)
        if course is not None:
            self._open_gesture()
            self._on_ended(course.one_step())

    def rewind(self) -> None:
        """Go back to the start of the run; played again, it takes the very same steps."""
        self.scrub(0)

    def scrub(self, index: int) -> None:
        """Show the network of a step, or of the nearest one that is kept; pauses a run."""
        if self._course is None:
            return
        if self.state.is_running:
            self._wanted = index
            self.pause()
            return
        if self._course.history.nearest_index(index) == self.state.shown and self._is_own():
            return
        step = self._course.go_to(index)
        self._open_gesture()
        self._show(step)
        self._close_gesture()
        self._change(status=PAUSED, shown=step.index, loss=step.loss, message="")

    def set_speed(self, speed: int | None) -> None:
        """Take so many steps a second, or as many as possible."""
        if self._course is not None:
            self._course.speed = speed
        self._change(speed=speed)

    def forget(self) -> None:
        """End the run; nothing of it is remembered."""
        self._background.drop()
        self.pause()
        self._course = self._network = self._kept = self._wanted = None
        self._gesture = self._undo_index = -1
        self.state = TrainingState(settings=self.state.settings, speed=self.state.speed)

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self.pause()
        self._background.close()

    # What comes from the thread

    def _on_frame(self, frame: Frame) -> None:
        if not self._has_gesture():  # cancelled, undone, or a hand has taken hold of something
            self._let_go()
            return
        self._show(frame.step)
        self._take(frame, RUNNING)

    def _on_ended(self, frame: Frame) -> None:
        if not self._has_gesture():
            self._let_go()
            return
        self._show(frame.step)
        self._close_gesture()
        assert self._course is not None
        status = DIVERGED if frame.problem else FINISHED if self._course.is_finished else PAUSED
        self._take(frame, status)
        self._keep(frame)
        if self._wanted is not None:
            index, self._wanted = self._wanted, None
            self.scrub(index)

    def _on_failed(self, error: ValueError) -> None:
        self._close_gesture()
        self._change(status=PAUSED, message=sentence(error))

    # Private

    def _ready_course(self, settings: TrainSettings) -> Course | None:
        """The run to go on with, or a new one; None, and a message, if it cannot begin."""
        course, target = self._course, self._document.project.target
        is_over = self.state.shown >= settings.steps or self.state.status == DIVERGED
        if course is not None and settings == course.settings and self._is_own() and not is_over:
            return course
        if target is None:
            self._change(message="There is no target to train on: choose one in the Target menu")
            return None
        document = self._document
        try:
            course = Course(
                document.network, target, document.project.domain, settings, self.state.speed
            )
        except ValueError as error:
            self._change(message=sentence(error))
            return None
        self._keep_hand_work()
        self._course, self._kept, self._gesture, self._undo_index = course, None, -1, -1
        self._open_gesture()
        self._show(course.training.step())
        self._take(course.frame(), PAUSED)
        return course

    def _is_own(self) -> bool:
        """Whether the document still is as this run has left it."""
        course, project = self._course, self._document.project
        return (
            course is not None
            and project.network is self._network
            and project.target is course.target
            and project.domain == course.domain
        )

    def _has_gesture(self) -> bool:
        return self._document.in_gesture and self._document.gesture_number == self._gesture

    def _open_gesture(self) -> None:
        """Begin the run's gesture, or take up its undo step again."""
        document = self._document
        if self._has_gesture():
            return
        if self._is_own() and self._undo_index == document.undo_stack.index() > 0:
            document.take_up()
        else:
            document.begin("train")
        self._gesture = document.gesture_number

    def _close_gesture(self) -> None:
        if self._has_gesture():
            before = self._document.undo_stack.index()
            self._document.commit()
            after = self._document.undo_stack.index()
            self._undo_index = after if after != before else -1

    def _show(self, step: TrainStep) -> None:
        self._network = step.network
        self._document.set_network(step.network)

    def _take(self, frame: Frame, status: str) -> None:
        course, step = self._course, frame.step
        assert course is not None
        self._change(
            settings=course.settings,
            status=status,
            index=step.index,
            shown=step.index,
            loss=step.loss,
            history=frame.history,
            start=course.start,
            seconds=frame.seconds,
            message=frame.problem,
        )

    def _let_go(self) -> None:
        """Something else has changed the network: the run is over, what it found is kept."""
        self._background.drop()
        self.pause()
        self._course = self._wanted = None
        self._change(status=PAUSED)

    def _keep(self, frame: Frame) -> None:
        """Put the run into the list of runs, or write there how far it is now."""
        course, runs = self._course, self._document.project.runs
        assert course is not None
        old = next((run for run in runs if run.network is self._kept), None)
        new = Run(
            f"Trained {1 + sum(run.kind == 'trained' for run in runs)}"
            if old is None
            else old.name,
            "trained",
            frame.step.network,
            settings_words(course.settings),
            frame.step.index,
            frame.seconds,
            old is None or old.is_shown,
        )
        if old is not None:
            self._document.set_runs(tuple(new if run is old else run for run in runs))
        elif self._kept is None:  # not one that was taken out of the list
            self._document.set_runs((*runs, new))
        self._kept = new.network

    def _keep_hand_work(self) -> None:
        """Keep the network that was there, unless it is in the list, or training made it."""
        network, runs = self._document.network, self._document.project.runs
        if network is self._network or any(run.network is network for run in runs):
            return
        count = sum(run.kind == "hand" for run in runs)
        name = f"{BY_HAND} {count + 1}" if count else BY_HAND
        self._document.set_runs((*runs, Run(name, "hand", network)))

    def _change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._document.touch()
