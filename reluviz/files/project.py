"""What a project file holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reluviz.core.network import Network
from reluviz.core.perturb import Perturbation
from reluviz.core.piecewise import Domain, check_domain
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.core.truth_table import TruthTable

LAYERS = (
    "before",
    "target",
    "joints",
    "rays",
    "scaled",
    "sums",
    "residual",
    "cloud",
    "envelope",
    "pattern",
    "best",
    "runs",
    "sweep",
)
"""Parts of the plot that can be hidden. The output itself always shows."""

HIDDEN_AT_FIRST = ("rays", "scaled", "sums", "residual", "envelope", "pattern")
"""What is switched off in a new document."""

DRAG_MODES = ("handle", "point", "relu", "target", "draw")

FILLS = ("output", "slope", "region", "change")
"""What the colours of a plane show: the output, how steep it is, which pieces of it are linear, or
what the last edit changed."""


MOST_FIT_UNITS = 100
"""The best fit that is shown has at most so many ReLUs."""


GUESSED = (
    "Such a file does not say which activation the hidden layers have: ReLU was taken. Open it "
    "with another one by --activation, or by rv.load(path, activation=...)"
)
"""The note of a project whose file left the activations open."""


@dataclass(frozen=True)
class FitSettings:
    """Which best fit is shown beside the network.

    Parameters
    ----------
    units : int
        With how many ReLUs, 1 to `MOST_FIT_UNITS`.
    norm : {"l2", "max"}
        Whether the sum of the squared errors is smallest, or the largest error.

    Raises
    ------
    ValueError
        If the number is out of range or the norm unknown.
    """

    units: int = 3
    norm: str = "l2"

    def __post_init__(self) -> None:
        if not 1 <= self.units <= MOST_FIT_UNITS:
            raise ValueError(f"the best fit has 1 to {MOST_FIT_UNITS} ReLUs, not {self.units}")
        if self.norm not in ("l2", "max"):
            raise ValueError(f"the norm of a fit is {self.norm!r}; it can be l2 or max")


@dataclass(frozen=True)
class View:
    """How the network is looked at: saved with it, but never an undo step.

    Parameters
    ----------
    drag_mode : {"handle", "point", "relu", "target", "draw"}
        What a hand on the plot does: move "this point", its neighbours stay; change one
        parameter of "this ReLU"; move a point of the target; or draw the target freehand.
    probe : float or None
        The x at which the diagram shows live values.
    hidden : tuple of str
        Names of `LAYERS` that are switched off.
    build : int or None
        How many units the step-by-step construction shows, 0 for the bias alone; None for all
        of the network, as it is.
    perturbation : Perturbation or None
        The random draws, and the box around the parameters, that are shown; None for none.
    fit : FitSettings or None
        The best fit that is shown; None for none.
    point : tuple of float or None
        The probe of a layered network: a number for each input; None for the middle.
    axis, output : int
        The input along which a layered network is drawn, and the output that is looked at.
    fill : str
        One of `FILLS`.
    up : int or None
        The input that is up where a network of three is drawn as a plane, with `axis` across; None
        where its output is up.

    Raises
    ------
    ValueError
        If a word is unknown or the probe is not finite.
    """

    drag_mode: str = "handle"
    probe: float | None = None
    hidden: tuple[str, ...] = HIDDEN_AT_FIRST
    build: int | None = None
    perturbation: Perturbation | None = None
    fit: FitSettings | None = None
    point: tuple[float, ...] | None = None
    axis: int = 0
    output: int = 0
    fill: str = "output"
    up: int | None = None

    def __post_init__(self) -> None:
        if self.fill not in FILLS:
            raise ValueError(f"fill is {self.fill!r}; it can be {', '.join(FILLS)}")
        if self.drag_mode not in DRAG_MODES:
            known = ", ".join(DRAG_MODES)
            raise ValueError(f"drag_mode is {self.drag_mode!r}; it can be {known}")
        if self.probe is not None and not abs(self.probe) <= 1e100:
            raise ValueError("the probe must be a finite number")
        if self.point is not None and not all(abs(value) <= 1e100 for value in self.point):
            raise ValueError("the probe must be finite numbers")
        if self.axis < 0 or self.output < 0 or (self.up is not None and self.up < 0):
            raise ValueError("the input and the output that are looked at are zero or more")
        if self.build is not None and self.build < 0:
            raise ValueError("the number of units of a step must be zero or more")
        for name in self.hidden:
            if name not in LAYERS:
                raise ValueError(f"there is no layer {name!r} to hide; there are {LAYERS}")


@dataclass(frozen=True)
class Origin:
    """The file of another program that a network was read from.

    Parameters
    ----------
    path : str
        The file, from the root; its name alone if that is all that is known.
    size : int
        Its bytes.
    sha256 : str
        Hash of its content.
    exporter : str
        The program that wrote it, as far as the file says; empty if it does not.
    """

    path: str
    size: int
    sha256: str
    exporter: str = ""

    def __str__(self) -> str:
        by = f" by {self.exporter}" if self.exporter else ""
        return f"{Path(self.path).name}{by}, {self.size:,} bytes, SHA-256 {self.sha256[:12]}…"


@dataclass(frozen=True)
class Project:
    """A network with what it is held against and where it is looked at. Immutable.

    Parameters
    ----------
    network : Network
        Any network.
    target : Target or None
        What the network should match.
    domain : tuple of float
        The interval of x that is looked at.
    view : View
        How it is looked at.
    runs : tuple of Run
        Networks kept to compare with. Like the view, never an undo step.
    table : TruthTable or None
        What a layered network should match.
    others : tuple of Domain
        The intervals of the inputs after the first.
    origin : Origin or None
        Where the network came from, if another program's file was read.
    notes : tuple of str
        What is to be said about how it was read, a sentence each; not kept in project files. Like
        the origin no difference between two projects.

    Raises
    ------
    ValueError
        If the domain is not an interval.
    """

    network: Network
    target: Target | None = None
    domain: Domain = (-1.0, 1.0)
    view: View = field(default_factory=View)
    runs: tuple[Run, ...] = ()
    table: TruthTable | None = None
    others: tuple[Domain, ...] = ()
    origin: Origin | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "domain", check_domain(self.domain))
        others = tuple(check_domain(other) for other in self.others)
        object.__setattr__(self, "others", others)

    @property
    def box(self) -> tuple[Domain, ...]:
        """The interval of each input; those that are not said are like the first."""
        box = (self.domain, *self.others)[: self.network.n_inputs]
        return box + (self.domain,) * (self.network.n_inputs - len(box))
