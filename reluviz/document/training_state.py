"""How the training of the network goes, frozen, for the panels. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from reluviz.core.error_correction import Correction
from reluviz.core.history import History
from reluviz.core.network import Network
from reluviz.core.training import TrainSettings

READY, RUNNING, PAUSED, FINISHED, DIVERGED = "ready", "running", "paused", "finished", "diverged"

SPEEDS = (1, 10, 100, 1_000, None)
"""Steps a second that can be chosen; None for as many as the machine can."""


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
        Steps a second that are wanted; None for as many as possible.
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
    speed: int | None = None
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
    if not settings.scaling:
        parts.append("scaling off")
    return ", ".join(parts)
