"""How the training of many networks goes, frozen, for the panels. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reluviz.core.fitting import Fit
from reluviz.core.piecewise import Domain
from reluviz.core.sweeps import SweepResult
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings

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
    rates: tuple[float, ...] = (0.01,)
    inits: tuple[str, ...] = ("he",)
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
