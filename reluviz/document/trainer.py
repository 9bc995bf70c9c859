"""Training of the document's network: play, pause, step, rewind and scrub; one undo step a run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from reluviz.core.network import Network
from reluviz.core.runs import Run
from reluviz.core.training import TrainSettings, TrainStep
from reluviz.core.words import sentence
from reluviz.document.background import Background
from reluviz.document.comparison import new_name
from reluviz.document.editing import Gesture
from reluviz.document.reports import (
    DIVERGED,
    FINISHED,
    PAUSED,
    RUNNING,
    TrainingState,
    settings_words,
)
from reluviz.document.training_course import Course, Frame
from reluviz.files.project import Project

if TYPE_CHECKING:
    from reluviz.document.document import Document

NO_TARGET = "There is no target to train on: choose one in the Target menu"
NO_TABLE = "There is nothing to train on: give the network a truth table"


class Trainer(QObject):
    """Trains in a thread and shows every so many steps; the network in hand follows.

    A run is one gesture: while it goes on the gesture is open, a pause ends it, and going on takes
    the same undo step up again. An edit by hand in between ends the run; what it came to stays.

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
        self._trained = document.project
        self._painted = QTimer(self)  # fires when the queue of events is empty
        self._painted.setSingleShot(True)
        self._painted.setInterval(0)
        self._painted.timeout.connect(self._on_painted)
        self._course: Course | None = None
        self._gesture: Gesture | None = None
        self._undo_index = self._undo_start = -1
        self._kept: Network | None = None  # what the list of runs has of this one
        self._wanted: int | None = None  # a step to go to once the thread has paused

    @property
    def is_busy(self) -> bool:
        """Whether the thread is taking steps, or has not yet come to its end."""
        return self._background.is_busy

    # What the panel asks for

    def play(self, settings: TrainSettings) -> None:
        """Begin a run, or go on with the one that was paused if these are its settings."""
        if self.state.is_running and self._has_gesture():
            return
        course = self._ready_course(settings)
        if course is None:
            return
        self._open_gesture()
        course.ready()
        self._change(status=RUNNING, message="")
        self._background.run_long(course.go, self._on_ended, self._on_failed, self._on_frame)

    def pause(self) -> None:
        """Stop after the step under way; its network stays."""
        if self._course is not None:
            self._course.pause()

    def step(self, settings: TrainSettings) -> None:
        """Take one step: of the run that is paused, or of one that begins with it."""
        if self.is_busy:
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
        course = self._course
        if course is None:
            return
        if self.is_busy:
            self._wanted = index
            self.pause()
            return
        if course.history.nearest_index(index) == self.state.shown and self._is_own():
            return
        step = course.go_to(index)
        self._open_gesture()
        self._show(step)
        self._close_gesture()
        self._change(
            status=PAUSED,
            shown=step.index,
            loss=step.loss,
            seconds=course.seconds,
            correction=step.state.correction,
            message="",
        )

    def set_speed(self, speed: int | None) -> None:
        """Take so many steps a second, or as many as possible."""
        if self._course is not None:
            self._course.speed = speed
        self._change(speed=speed)

    def forget(self) -> None:
        """End the run; nothing of it is remembered."""
        self._background.drop()
        self.pause()
        self._course = self._kept = self._wanted = None
        self._gesture = None
        self._undo_index = self._undo_start = -1
        self.state = TrainingState(settings=self.state.settings, speed=self.state.speed)

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self.pause()
        self._background.close()

    # What the document asks for

    def look(self) -> None:
        """Bring `state` up to date with what else was done to the document."""
        if self.state.is_running and not self._has_gesture():  # cancelled, undone, taken over
            self.pause()
            self.state = replace(self.state, status=PAUSED)
            if self._document.undo_stack.index > self._undo_start:
                self._keep()
        can_go_on = self._can_go_on()
        if can_go_on != self.state.can_go_on:
            self.state = replace(self.state, can_go_on=can_go_on)

    # What comes from the thread

    def _on_frame(self, frame: Frame) -> None:
        course = self._course
        assert course is not None
        if not self._has_gesture():
            course.pause()
            return
        self._show(frame.step)
        self._take(frame, RUNNING)
        # The next steps are taken once this one is painted, so that neither waits for the other.
        self._document.publish()
        self._painted.start()

    def _on_painted(self) -> None:
        if self._course is not None:
            self._course.go_on()

    def _on_ended(self, frame: Frame) -> None:
        course = self._course
        assert course is not None
        if self._has_gesture():
            self._show(frame.step)
            self._close_gesture()
            status = DIVERGED if frame.problem else FINISHED if course.is_finished else PAUSED
            self._take(frame, status)
            self._keep()
        else:  # the document has another network by now
            self._change(status=PAUSED, index=frame.step.index, history=frame.history)
        if self._wanted is not None:
            index, self._wanted = self._wanted, None
            self.scrub(index)

    def _on_failed(self, error: ValueError) -> None:
        self._close_gesture()
        self._change(status=PAUSED, message=sentence(error))

    # Private

    def _ready_course(self, settings: TrainSettings) -> Course | None:
        """The run to go on with, or a new one; None, and a message, if it cannot begin."""
        document = self._document
        if self._course is not None and settings == self._course.settings and self._can_go_on():
            return self._course
        data = document.state.samples()
        if data is None:
            self._change(message=NO_TARGET if document.network.is_shallow else NO_TABLE)
            return None
        document.commit()
        try:
            course = Course(document.network, data, settings, self.state.speed)
        except ValueError as error:
            self._change(message=sentence(error))
            return None
        self._background.drop()
        self.pause()  # of the run before, if its thread has not ended yet
        self._keep_hand_work()
        self._course, self._kept, self._wanted = course, None, None
        self._trained = document.project
        self._gesture, self._undo_index = None, -1
        self._open_gesture()
        frame = course.frame()
        self._show(frame.step)
        self._take(frame, PAUSED)
        return course

    def _is_own(self) -> bool:
        """Whether the document still is as this run has left it."""
        course, project = self._course, self._document.project
        return (
            course is not None
            and project.network is self.state.network
            and _has_same_goal(project, self._trained)
        )

    def _can_go_on(self) -> bool:
        if self._course is None or self.state.status == DIVERGED:
            return False
        return self.state.shown < self._course.settings.steps and self._is_own()

    def _has_gesture(self) -> bool:
        return self._gesture is not None and self._gesture.is_open

    def _open_gesture(self) -> None:
        """Begin the run's gesture, or take up its undo step again."""
        document = self._document
        if self._has_gesture():
            return
        if self._is_own() and self._undo_index == document.undo_stack.index > 0:
            self._gesture = document.take_up_run()
        else:
            self._gesture = document.begin("train", is_run=True)
        self._undo_start = document.undo_stack.index

    def _close_gesture(self) -> None:
        if self._gesture is not None and self._gesture.is_open:
            self._gesture.commit()
            index = self._document.undo_stack.index
            self._undo_index = index if index > self._undo_start else -1

    def _show(self, step: TrainStep) -> None:
        self._document.show_in_run(step.network)
        # An equal network, say of a search that found nothing better, is not put in its place.
        self.state = replace(self.state, network=self._document.network)

    def _take(self, frame: Frame, status: str) -> None:
        course, step = self._course, frame.step
        assert course is not None
        self._change(
            settings=course.settings,
            status=status,
            index=max(step.index, frame.history.last_index),
            shown=step.index,
            loss=step.loss,
            correction=step.state.correction,
            history=frame.history,
            start=course.start,
            seconds=frame.seconds,
            rate=frame.rate,
            message=sentence(frame.problem),
            note=course.training.note,
        )

    def _keep(self) -> None:
        """Put the run into the list of runs, or write there how far it is now."""
        state, runs = self.state, self._document.project.runs
        assert state.network is not None
        old = next((run for run in runs if run.network is self._kept), None)
        new = Run(
            new_name(runs, "Trained") if old is None else old.name,
            "trained",
            state.network,
            settings_words(state.settings),
            state.shown,
            state.seconds,
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
        if network is self.state.network or any(run.network == network for run in runs):
            return
        self._document.set_runs((*runs, Run(new_name(runs, "By hand"), "hand", network)))

    def _change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._document.touch()


def _has_same_goal(first: Project, second: Project) -> bool:
    """Whether two projects are trained on the same points."""
    return first.target is second.target and first.table is second.table and first.box == second.box
