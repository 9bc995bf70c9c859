"""One run of training, as the thread goes through it. No Qt."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from reluviz.core.history import History
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.core.training import Diverged, Training, TrainSettings, TrainStep
from reluviz.document.background import Work

_FRAME = 0.012  # seconds of steps between two pictures
_BREATH = 0.003  # seconds of each frame that are left to the window
_MOST_AT_ONCE = 1_000  # steps between two looks at the clock
_LONGEST_WAIT = 0.05  # seconds until a new speed is heard


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
    problem : str
        Why there is no next step; empty if there is one, or the run is over.
    """

    step: TrainStep
    history: History
    seconds: float
    problem: str = ""


class Course:
    """A run from its start on. While the thread is in `go`, nothing else may touch it but `pause`
    and `speed`.

    Parameters
    ----------
    network : Network
        The current network.
    target : Target
        What to match.
    domain : tuple of float
        Where.
    settings : TrainSettings
        How.
    speed : int or None
        Steps a second; None for as many as possible.

    Raises
    ------
    ValueError
        If the training cannot begin.
    """

    def __init__(
        self,
        network: Network,
        target: Target,
        domain: Domain,
        settings: TrainSettings,
        speed: int | None,
    ) -> None:
        self.settings, self.speed = settings, speed
        self.target, self.domain = target, domain
        self.training = Training(network, *target.samples(domain), settings)
        self.start = self.training.network
        self.history = History()
        self.history.append(self.training.step())
        self.seconds = 0.0
        self._pausing = threading.Event()

    @property
    def is_finished(self) -> bool:
        """Whether all steps are done."""
        return self.training.is_finished

    def pause(self) -> None:
        """Have `go` return after the step under way."""
        self._pausing.set()

    def frame(self, problem: str = "") -> Frame:
        """Return what is shown now."""
        return Frame(self.training.step(), self.history.copy(), self.seconds, problem)

    def one_step(self) -> Frame:
        """Take one step."""
        return self.frame(self._advance(1))

    def go_to(self, index: int) -> TrainStep:
        """Go back to the kept step nearest to `index`; those after it stay known until a step."""
        self.training.restore(self.history.keyframes[self.history.nearest_index(index)])
        return self.training.step()

    def go(self, work: Work) -> Frame:
        """Take steps until all are done, or somebody pauses, or one cannot be taken."""
        self._pausing.clear()
        problem = ""
        while not (problem or self.is_finished or work.is_dropped() or self._pausing.is_set()):
            speed = self.speed
            if speed is None:
                problem = self._advance_for(_FRAME)
                pause = _BREATH
            else:
                problem = self._advance(max(1, round(speed * _FRAME)))
                pause = max(_BREATH, max(1, round(speed * _FRAME)) / speed)
            work.report(self.frame())
            self._wait(pause, speed)
        return self.frame(problem)

    def _wait(self, seconds: float, speed: int | None) -> None:
        """Leave the processor to the window, until the next step, a pause or another speed."""
        end = time.monotonic() + seconds
        while seconds > 0 and not self._pausing.wait(min(seconds, _LONGEST_WAIT)):
            if self.speed != speed:
                return
            seconds = end - time.monotonic()

    def _advance_for(self, seconds: float) -> str:
        """Take steps for so long; return why there is no next one, or nothing."""
        end = time.perf_counter() + seconds
        problem, count = "", 1
        while not problem and not self.is_finished and time.perf_counter() < end:
            problem = self._advance(count)
            count = min(2 * count, _MOST_AT_ONCE)
            if self._pausing.is_set():
                break
        return problem

    def _advance(self, count: int) -> str:
        """Take steps, and keep what is known of them."""
        begin = time.perf_counter()
        if self.training.index < self.history.last_index:
            self.history.cut(self.training.index)
        problem, batch = "", self.settings.batch
        try:
            if batch is None:
                for _ in range(count):
                    self.training.advance()
                    self._keep()
            else:  # the error over all points takes longer than a step: not for each
                self.training.advance(count)
                self._keep()
        except Diverged as error:
            problem = str(error)
            self._keep()
        self.seconds += time.perf_counter() - begin
        return problem

    def _keep(self) -> None:
        if self.training.index > self.history.last_index:
            self.history.append(self.training.step())
