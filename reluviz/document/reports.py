"""What runs beside the document has to say, frozen, for the panels. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reluviz.core.error_correction import Correction
from reluviz.core.fitting import Fit, FitCurve
from reluviz.core.history import History
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.sweeps import SweepResult
from reluviz.core.targets import Target
from reluviz.core.train_settings import DRAWN_BY, TrainSettings
from reluviz.files.project import FitSettings
from reluviz.lessons.goal import Verdict
from reluviz.lessons.lesson import Lesson, Step

READY, RUNNING, PAUSED, FINISHED, DIVERGED = "ready", "running", "paused", "finished", "diverged"

WATCHED = 0
"""The speed at which a run takes `WATCHED_SECONDS`, however many steps it has."""

WATCHED_SECONDS = 8.0

SPEEDS = (1, 10, 100, 1_000, WATCHED, None)
"""Steps a second that can be chosen, or `WATCHED`; None for as many as the machine can."""

FIRST_SPEED: int | None = WATCHED
"""The speed until another is chosen."""


@dataclass(frozen=True, eq=False)
class TrainingState:
    """One run of training. The same object as before exactly when nothing of it changed.

    Parameters
    ----------
    settings : TrainSettings
        How it is trained.
    status : {"ready", "running", "paused", "finished", "diverged"}
        Where it stands; ready before the first step.
    index : int
        Number of the last step.
    shown : int
        Number of the step whose network is shown: another than `index` after going back.
    loss : float or None
        Mean squared error of the shown step; None before the first.
    history : History or None
        Losses and kinks over the steps, thinned.
    start : Network or None
        What it began with.
    network : Network or None
        The network of the shown step. Another one in the document means that it was changed
        since, or that the run was undone.
    seconds : float
        How long the steps took.
    rate : float
        Steps a second of late.
    can_go_on : bool
        Whether the run can be taken further: it is not over, and nothing was changed since.
    speed : int or None
        Steps a second that are wanted, or `WATCHED`; None for as many as possible.
    correction : Correction or None
        What the shown step did, if it was one of the error-correction rule.
    message : str
        Why it stopped, or cannot begin; empty if there is nothing to say.
    note : str
        What is said of scaling; see `reluviz.core.training.Training`.
    """

    settings: TrainSettings = field(default_factory=TrainSettings)
    status: str = READY
    index: int = 0
    shown: int = 0
    loss: float | None = None
    history: History | None = None
    start: Network | None = None
    network: Network | None = None
    seconds: float = 0.0
    rate: float = 0.0
    can_go_on: bool = False
    speed: int | None = field(default_factory=lambda: FIRST_SPEED)
    correction: Correction | None = None
    message: str = ""
    note: str = ""

    @property
    def is_begun(self) -> bool:
        """Whether there is a run."""
        return self.history is not None

    @property
    def is_running(self) -> bool:
        """Whether steps are being made."""
        return self.status == RUNNING


METHOD_WORDS = {
    "sgd": "gradient descent",
    "momentum": "momentum",
    "adam": "Adam",
    "random_search": "random search",
    "error_correction": "error correction",
}
INIT_WORDS = {
    "he": "He",
    "lecun": "LeCun",
    "uniform": "uniform",
    "current": "current network",
}


def settings_words(settings: TrainSettings) -> str:
    """Return settings in a few words, such as ``Adam, rate 0.01, all points, He, seed 3``."""
    is_random = settings.method == "random_search"
    batch = "all points" if settings.batch is None else f"batches of {settings.batch:,}"
    parts = [
        METHOD_WORDS[settings.method],
        f"{'spread' if is_random else 'rate'} {settings.rate:g}",
        "one example a step" if settings.is_correction else batch,
        f"from {INIT_WORDS[settings.init]}",
        f"seed {settings.seed}",
    ]
    if settings.weight_decay:
        parts.append(f"weight decay {settings.weight_decay:g}")
    if not settings.scaling:
        parts.append("scaling off")
    return ", ".join(parts)


MOST_RUNS = 10_000
"""So many networks are trained in one go at most."""

NO_FITS: Mapping[int, Fit] = MappingProxyType({})


@dataclass(frozen=True)
class SweepSettings:
    """Which networks are trained: every combination of seed, size, rate and start.

    Parameters
    ----------
    seeds : int
        How many seeds: 0, 1, 2, ...
    units : tuple of int
        Sizes.
    rates : tuple of float
        Learning rates.
    inits : tuple of str
        How they start, names of `reluviz.core.training.INITS` but "current".
    training : TrainSettings
        Method, batch and steps; the rest of it is not used.
    cluster : str
        Address of a Dask scheduler; empty for the processors of this machine.

    Raises
    ------
    ValueError
        If there is nothing to train, or too much.
    """

    seeds: int = 20
    units: tuple[int, ...] = (3,)
    rates: tuple[float, ...] = (TrainSettings.rate,)
    inits: tuple[str, ...] = (DRAWN_BY,)
    training: TrainSettings = field(default_factory=TrainSettings)
    cluster: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_RUNS:
            raise ValueError(f"1 to {MOST_RUNS:,} networks can be trained, not {self.count:,}")

    @property
    def count(self) -> int:
        """How many networks that makes."""
        return self.seeds * len(self.units) * len(self.rates) * len(self.inits)


@dataclass(frozen=True, eq=False)
class SweepState:
    """Many runs of training. The same object as before exactly when nothing of it changed.

    Parameters
    ----------
    settings : SweepSettings
        What is trained.
    status : {"ready", "running", "finished", "stopped", "failed"}
        Where it stands.
    result : SweepResult or None
        What has been trained so far.
    fits : mapping of int to Fit
        The best fit by least squares for each of the sizes, to compare with.
    dead : frozenset of int
        Places in the sweep of the runs with a ReLU that is zero at all points.
    target : Target or None
        What they are trained on, which need not be the document's any more.
    domain : tuple of float
        Where they are trained.
    points : int
        How many points the target stood for.
    message : str
        Why it stopped or cannot begin; empty if there is nothing to say.
    """

    settings: SweepSettings = field(default_factory=SweepSettings)
    status: str = "ready"
    result: SweepResult | None = None
    fits: Mapping[int, Fit] = field(default_factory=lambda: NO_FITS)
    dead: frozenset[int] = frozenset()
    target: Target | None = None
    domain: Domain = (-1.0, 1.0)
    points: int = 0
    message: str = ""

    @property
    def is_running(self) -> bool:
        """Whether networks are being trained."""
        return self.status == "running"

    def is_about(self, target: Target | None, domain: Domain) -> bool:
        """Whether the runs were trained on this target and domain."""
        return target is not None and self.target is target and self.domain == domain

    def possible(self, units: int) -> float | None:
        """Mean squared error of the best fit with so many units; None if it is not known."""
        fit = self.fits.get(units)
        return None if fit is None or not self.points else fit.squared_error / self.points


@dataclass(frozen=True, eq=False)
class BestFit:
    """The best fit for one target. The same object as before exactly when nothing of it changed.

    Parameters
    ----------
    settings : FitSettings
        What is asked for.
    fit : Fit or None
        The best that is known; None before there is any.
    errors : FitCurve or None
        The best fit for every number of units up to a limit; None before they are found, and
        while the target moves.
    is_settled : bool
        Whether the search is over.
    progress : float
        How much of the search is done, 0 to 1.
    problem : str
        Why there is none, as a sentence; empty if there is no problem.
    points : int
        How many points are fitted: of a line, its samples.
    allowed : float or None
        The largest error for which the fewest units are being looked for; None if they are not.
    """

    settings: FitSettings
    fit: Fit | None = None
    errors: FitCurve | None = None
    is_settled: bool = False
    progress: float = 0.0
    problem: str = ""
    points: int = 0
    allowed: float | None = None


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
