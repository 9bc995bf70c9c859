"""How a network is trained: settings that are checked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.initial import DRAWN, initial_layers, initial_network
from reluviz.core.network import LARGEST_VALUE, Network

DESCENTS = ("sgd", "momentum", "adam")
"""What follows the gradient."""

GENERAL_METHODS = (*DESCENTS, "random_search")
"""What every network can be trained by."""

METHODS = (*GENERAL_METHODS, "error_correction")
INITS = (*DRAWN, "current")

LARGEST_STEPS = 1_000_000_000
DRAWN_BY = "he"
"""How a network is drawn unless something else is said."""


def methods_for(network: Network) -> tuple[str, ...]:
    """Return the methods that can train a network; the one that suits it best comes first.

    For one layer that is the error-correction rule. Where steps are in the way, whose slope is
    zero, descent changes nothing before them, and only a random search can.
    """
    if len(network.layers) == 1:
        return ("error_correction", *GENERAL_METHODS)
    is_level = any(layer.kind.is_constant_between for layer in network.layers)
    first = "random_search" if is_level else "adam"
    return (first, *(name for name in GENERAL_METHODS if name != first))


@dataclass(frozen=True)
class TrainSettings:
    """How a network is trained.

    Parameters
    ----------
    method : {"sgd", "momentum", "adam", "random_search", "error_correction"}
        See `reluviz.core.optimizers`. The random search adds a normal random number to every
        parameter and keeps the new ones if the error over all data is smaller. The
        error-correction rule, for one layer only, takes one example a step, in their order; see
        `reluviz.core.error_correction`.
    rate : float
        The learning rate; for the random search the standard deviation. Of scaled data: in their
        units.
    batch : int or None
        Points for each step, in an order shuffled for each round through the data; None for all.
        The random search always uses all, the error-correction rule one.
    steps : int
        Where the training ends.
    seed : int
        For the batches, the random search and the initial network.
    init : {"he", "lecun", "uniform", "current"}
        The network to start from: drawn over the data by `reluviz.core.initial`, or the one there
        is.
    units : int or None
        Units of a drawn shallow network; None for as many as the current one has. Other networks
        keep their shape.
    scaling : bool
        Whether data far from 0, or of a very large or small size, are trained in scaled units; the
        network is in the units of the data all the same. `reluviz.core.scaling.scaling_for` says
        which data. The error-correction rule, which divides by the size of each example, never is.
    weight_decay : float
        Each step of descent first makes every weight smaller by this share times the rate, and
        no bias; see `reluviz.core.optimizers.kept_shares`. Of scaled data: in their units. The
        other methods have none.

    Raises
    ------
    ValueError
        If a setting is out of range; the message says which.
    """

    method: str = "adam"
    rate: float = 0.01
    batch: int | None = None
    steps: int = 2000
    seed: int = 0
    init: str = "current"
    units: int | None = None
    scaling: bool = True
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"the method is one of {', '.join(METHODS)}, not {self.method!r}")
        if not 0 < self.rate <= LARGEST_VALUE:
            raise ValueError("the learning rate must be a finite number above zero")
        if self.batch is not None and self.batch < 1:
            raise ValueError(f"a batch has one point or more, not {self.batch}")
        if not 0 <= self.steps <= LARGEST_STEPS:
            raise ValueError(
                f"the number of steps must be from 0 to {LARGEST_STEPS:,}, not {self.steps:,}"
            )
        if not 0 <= self.seed < 2**63:
            raise ValueError("the seed must be a whole number, zero or more")
        if self.init not in INITS:
            raise ValueError(f"the start is one of {', '.join(INITS)}, not {self.init!r}")
        if self.units is not None and not 1 <= self.units <= LARGEST_UNITS:
            raise ValueError(f"a network can have 1 to {LARGEST_UNITS:,} ReLUs, not {self.units:,}")
        self._check_decay()

    def _check_decay(self) -> None:
        if not 0 <= self.weight_decay * self.rate < 1 or self.weight_decay < 0:
            raise ValueError(
                "the weight decay must be zero or more, and times the learning rate below 1, "
                f"not {self.weight_decay:g}"
            )
        if self.weight_decay and self.method not in DESCENTS:
            raise ValueError(
                f"the method {self.method} has no weight decay, only {', '.join(DESCENTS)} do"
            )

    @property
    def is_correction(self) -> bool:
        """Whether the error-correction rule is used."""
        return self.method == "error_correction"

    def start(self, network: Network, x: ArrayLike) -> Network:
        """Return the network that training begins with; `network` is the current one.

        Raises
        ------
        ValueError
            If a shallow network is to be drawn, and all x are equal.
        """
        if self.init == "current":
            return network
        points = np.asarray(x, dtype=np.float64).reshape(-1, network.n_inputs)
        box = list(zip(points.min(axis=0).tolist(), points.max(axis=0).tolist(), strict=True))
        if network.is_shallow:
            return initial_network(self.units or network.n_units, box[0], self.init, self.seed)
        box = [(low, high) if low < high else (low - 1, high + 1) for low, high in box]
        sizes = [network.n_inputs, *(layer.n_units for layer in network.layers)]
        activations = [layer.activation for layer in network.layers]
        return initial_layers(sizes, activations, self.init, self.seed, box)
