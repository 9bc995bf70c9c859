"""One run of training, as the thread goes through it. No Qt."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from reluviz.core.history import History
from reluviz.core.layer import Array
from reluviz.core.network import Network
from reluviz.core.training import Diverged, Training, TrainSettings, TrainStep
from reluviz.document.background import Work
from reluviz.document.reports import WATCHED, WATCHED_SECONDS

_FRAME = 1 / 60  # seconds from one picture to the next
_SLICES = 0.004, 0.012  # seconds of steps between two pictures, at least and at most
_LONGEST_WAIT = 0.05  # seconds until a new speed is heard
_CATCH_UP = 0.1  # seconds that steps may be late and are made up for
_PATIENCE = 0.25  # seconds to wait for a window that does not show the picture
_RATE_TIME = 0.5  # seconds over which the rate is measured
_KEPT = 400  # steps of a run by batches whose error is looked at
_KEEPING = 0.3  # of the time at most is spent on that


@dataclass(frozen=True, eq=False)
class Frame:
    """What is shown of a run at one moment.

    Parameters
    ----------
    step : TrainStep
        The newest step.
    history : History
        The steps so far; a copy that stays as it is.
    seconds : float
        How long they took.
    rate : float
        Steps a second of late.
    problem : str
        Why there is no next step; empty if there is one, or the run is over.
    """

    step: TrainStep
    history: History
    seconds: float
    rate: float = 0.0
    problem: str = ""


class Course:
    """A run from its start on.

    While the thread is in `go`, nothing else may touch it but `pause`, `go_on` and `speed`.

    Parameters
    ----------
    network : Network
        The current network.
    data : tuple of ndarray
        The points to train on, x and y.
    settings : TrainSettings
        How.
    speed : int or None
        Steps a second, or `WATCHED`; None for as many as possible.

    Raises
    ------
    ValueError
        If the training cannot begin.
    """

    def __init__(
        self,
        network: Network,
        data: tuple[Array, Array],
        settings: TrainSettings,
        speed: int | None,
    ) -> None:
        self.settings, self.speed = settings, speed
        self.training = Training(network, *data, settings)
        self.start = self.training.network
        self.history = History()
        self.history.append(self.training.step())
        self.seconds = self._keeping = 0.0
        self._stride = 1 if settings.batch is None else max(1, settings.steps // _KEPT)
        self._slice = _SLICES[0]
        self._marks: deque[tuple[float, int]] = deque()
        self._pausing, self._seen = threading.Event(), threading.Event()

    @property
    def is_finished(self) -> bool:
        """Whether all steps are done."""
        return self.training.is_finished

    def ready(self) -> None:
        """Forget a pause that was asked for; to be called before the thread is sent to `go`."""
        self._pausing.clear()
        self._marks.clear()

    def pause(self) -> None:
        """Have `go` return after the step under way."""
        self._pausing.set()
        self._seen.set()

    def go_on(self) -> None:
        """Say that the picture is painted: the thread works while the window has nothing to do."""
        self._seen.set()

    def frame(self, problem: str = "") -> Frame:
        """Return what is shown now."""
        step = self.training.step()
        return Frame(step, self.history.copy(), self.seconds, self._rate(), problem)

    def one_step(self) -> Frame:
        """Take one step."""
        return self.frame(self._advance(1))

    def go_to(self, index: int) -> TrainStep:
        """Go back to the kept step nearest to `index`; those after it stay known until a step."""
        nearest = self.history.nearest_index(index)
        if self.training.index:
            self.seconds *= nearest / self.training.index
        self.training.restore(self.history.keyframes[nearest])
        return self.training.step()

    def go(self, work: Work) -> Frame:
        """Take steps until all are done, or somebody pauses, or one cannot be taken."""
        problem, due = "", time.monotonic()
        while not (problem or self.is_finished or work.is_dropped() or self._pausing.is_set()):
            self._mark()
            speed = self.speed
            pace = self._pace(speed)
            late = max(0.0, time.monotonic() - due)
            most = None if pace is None else max(1, round(pace * (_FRAME + late)))
            before = self.training.index
            problem = self._advance(most)
            self._show(work)
            if pace is not None:
                due += (self.training.index - before) / pace
                due = max(due, time.monotonic() - _CATCH_UP)
                self._wait(due, speed)
        return self.frame(problem)

    def _show(self, work: Work) -> None:
        """Have the window paint a picture, and wait for it; what is left of a frame is for steps.

        Both together, window and steps, would fight for the interpreter, and be slower.
        """
        begin = time.monotonic()
        self._seen.clear()
        work.report(self.frame())
        if not self._pausing.is_set():
            self._seen.wait(_PATIENCE)
        left = _FRAME - (time.monotonic() - begin)
        self._slice = min(max(_SLICES[0], (self._slice + left) / 2), _SLICES[1])

    def _pace(self, speed: int | None) -> float | None:
        """Steps a second."""
        if speed == WATCHED:
            return max(1, self.settings.steps) / WATCHED_SECONDS
        return speed

    def _wait(self, due: float, speed: int | None) -> None:
        """Wait until the next step is due, or there is a pause or another speed."""
        while self.speed == speed:
            seconds = due - time.monotonic()
            if seconds <= 0 or self._pausing.wait(min(seconds, _LONGEST_WAIT)):
                return

    def _advance(self, most: int | None) -> str:
        """Take steps for a slice of time, and `most` at most, and keep what is known of them.

        Returns why there is no next one; empty if there is one.
        """
        begin = now = time.perf_counter()
        if self.training.index < self.history.last_index:
            self.history.cut(self.training.index)
        problem, count = "", 0
        try:
            while count != most and not self.is_finished and now - begin < self._slice:
                self.training.advance()
                count += 1
                if self.training.index % self._stride == 0:
                    self._keep_if_cheap()
                if self._pausing.is_set():
                    break
                now = time.perf_counter()
        except Diverged as error:
            problem = str(error)
            self.history.insert(error.step)
        self._keep()
        self.seconds += time.perf_counter() - begin
        return problem

    def _keep_if_cheap(self) -> None:
        """With batches, the error over all points may take far longer than a step."""
        if self.settings.batch is None:
            self._keep()
        elif self._keeping <= _KEEPING * self.seconds or not self.seconds:
            begin = time.perf_counter()
            self._keep()
            self._keeping += time.perf_counter() - begin

    def _keep(self) -> None:
        if self.training.index > self.history.last_index:
            _ = self.training.loss  # computed once, and then part of every state
            self.history.append(self.training.step())

    def _mark(self) -> None:
        """Remember when the steps so far were done, to tell the rate."""
        now = time.monotonic()
        self._marks.append((now, self.training.index))
        while len(self._marks) > 2 and self._marks[0][0] < now - _RATE_TIME:
            self._marks.popleft()

    def _rate(self) -> float:
        if not self._marks:
            return 0.0
        then, index = self._marks[0]
        return (self.training.index - index) / max(time.monotonic() - then, 1e-9)
