"""Random draws around a network, and the exact band that no draw can leave."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.bounds import Envelope, interval_envelope
from reluviz.core.network import LARGEST_VALUE, Layer, Network, ParameterId
from reluviz.core.piecewise import Domain, PiecewiseLinear, check_domain, exact_curve

Array = NDArray[np.float64]

LARGEST_DRAWS = 100_000
_FARTHEST = 10.0
"""So many standard deviations no normal draw goes: once in 1e23."""

DISTRIBUTIONS = ("normal", "uniform")


def flat_values(network: Network) -> Array:
    """Return all parameters as one vector, in the order of ``network.parameters()``."""
    layers = [np.column_stack([layer.weights, layer.bias]).ravel() for layer in network.layers]
    return np.concatenate(layers)


def from_flat(network: Network, flat: Array) -> Network:
    """Return the network with the layers of `network` and the parameters of `flat`."""
    layers, start = [], 0
    for layer in network.layers:
        size = layer.weights.size + layer.bias.size
        table = flat[start : start + size].reshape(layer.n_units, -1)
        layers.append(Layer(table[:, :-1], table[:, -1], layer.activation))
        start += size
    return Network(layers)


def chosen_places(network: Network, which: str) -> NDArray[np.intp]:
    """Return the places in `flat_values` of what `which` names.

    Parameters
    ----------
    network : Network
        Any network.
    which : str
        ``w2``, ``unit 2`` (its v, b and w; shallow networks only), ``layer 1`` or ``all``.

    Raises
    ------
    ValueError
        If the network has nothing of that name.
    """
    if which == "all":
        return np.arange(network.n_parameters)
    match = re.fullmatch(r"(unit|layer) ([1-9]\d{0,8})", which)
    if match is None:
        return np.array([_place(network, network.parameter(which))])
    index = int(match[2]) - 1
    if match[1] == "layer" and index < len(network.layers):
        start = _start(network, index)
        return np.arange(start, _start(network, index + 1))
    if match[1] == "unit" and network.is_shallow and index < network.n_units:
        return np.array([2 * index, 2 * index + 1, 2 * network.n_units + index])
    raise ValueError(f"there is no {which} in {network!r}; choose a parameter, a unit or all")


def chosen_parameters(network: Network, which: str) -> list[ParameterId]:
    """Return the parameters that `which` names; see `chosen_places`."""
    return [_parameter(network, int(place)) for place in chosen_places(network, which)]


def _start(network: Network, layer: int) -> int:
    return sum(one.weights.size + one.bias.size for one in network.layers[:layer])


def _place(network: Network, parameter: ParameterId) -> int:
    n_inputs = network.layers[parameter.layer].n_inputs
    column = n_inputs if parameter.source is None else parameter.source
    return _start(network, parameter.layer) + parameter.unit * (n_inputs + 1) + column


def _parameter(network: Network, place: int) -> ParameterId:
    for index, layer in enumerate(network.layers):
        unit, column = divmod(place, layer.n_inputs + 1)
        if unit < layer.n_units:
            return ParameterId(index, unit, None if column == layer.n_inputs else column)
        place -= layer.weights.size + layer.bias.size
    raise IndexError("there is no such place")


@dataclass(frozen=True)
class Perturbation:
    """Settings of a random draw, or of the box that bounds one.

    Parameters
    ----------
    which : str
        A parameter as the article writes it ("w1", "b0"), "unit 2", "layer 1", or "all".
    spread : float
        Standard deviation of a normal, half width of a uniform distribution and of the box.
    relative : bool
        Whether `spread` is a share of each parameter's size instead of an amount.
    distribution : {"normal", "uniform"}
        How the values are spread.
    draws : int
        How many networks.
    seed : int
        The same seed gives the same networks, to the last bit.

    Raises
    ------
    ValueError
        If a setting is out of range; the message says which.
    """

    which: str
    spread: float = 0.1
    relative: bool = True
    distribution: str = "normal"
    draws: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.spread <= LARGEST_VALUE:
            raise ValueError("the spread must be a finite number, zero or more")
        if self.distribution not in DISTRIBUTIONS:
            raise ValueError(f"the distribution is normal or uniform, not {self.distribution!r}")
        if not 1 <= self.draws <= LARGEST_DRAWS:
            raise ValueError(
                f"the number of draws must be from 1 to {LARGEST_DRAWS:,}, not {self.draws:,}"
            )
        if not 0 <= self.seed < 2**63:
            raise ValueError("the seed must be a whole number, zero or more")

    def places(self, network: Network) -> NDArray[np.intp]:
        """Return where the parameters that move are in `flat_values`, shape (k,).

        Raises
        ------
        ValueError
            If `network` has nothing of that name.
        """
        return chosen_places(network, self.which)

    def parameters(self, network: Network) -> list[ParameterId]:
        """Return the parameters that move; ValueError as in `places`."""
        return chosen_parameters(network, self.which)

    def check(self, network: Network) -> None:
        """Raise ValueError if `network` has nothing of that name, or would get too large values."""
        centre = flat_values(network)[self.places(network)]
        if np.any(np.abs(centre) + _FARTHEST * self.spreads(network) > LARGEST_VALUE):
            raise ValueError(
                f"the values of {self.which} would become larger than {LARGEST_VALUE:g}: "
                "choose a smaller spread"
            )

    def fits(self, network: Network) -> bool:
        """Return whether this can be drawn around `network`; see `check`."""
        try:
            self.check(network)
        except ValueError:
            return False
        return True

    def spreads(self, network: Network) -> Array:
        """Return how far each of them goes, shape (k,)."""
        centre = flat_values(network)[self.places(network)]
        return self.spread * np.abs(centre) if self.relative else np.full(len(centre), self.spread)

    def values(self, network: Network, most: int | None = None) -> Array:
        """Return the values of the parameters in each draw, shape (draws, k).

        Only the first `most` draws if it is given: draw i is the same however many are drawn.
        """
        centre = flat_values(network)[self.places(network)]
        random = np.random.Generator(np.random.PCG64(self.seed))
        shape = (self.draws if most is None else min(most, self.draws), len(centre))
        if self.distribution == "normal":
            steps = random.standard_normal(shape)
        else:
            steps = random.uniform(-1.0, 1.0, shape)
        values: Array = centre + steps * self.spreads(network)
        return values


def with_values(network: Network, places: NDArray[np.intp], values: Array) -> Network:
    """Return the network in which the parameters at `places` of `flat_values` have `values`."""
    flat = flat_values(network)
    flat[places] = values
    return from_flat(network, flat)


def perturb(
    network: Network,
    which: str,
    spread: float,
    draws: int,
    seed: int,
    relative: bool = False,
    distribution: str = "normal",
) -> list[Network]:
    """Return networks in which the chosen parameters are drawn at random around their values.

    Parameters
    ----------
    network : Network
        Any network.
    which : str
        A parameter as the article writes it ("w1", "b0"), "unit 2", "layer 1", or "all".
    spread : float
        Standard deviation of a normal, half width of a uniform distribution.
    draws : int
        How many networks.
    seed : int
        The same seed gives the same networks, to the last bit.
    relative : bool
        Whether `spread` is a share of each parameter's size instead of an amount.
    distribution : {"normal", "uniform"}
        How the values are spread.

    Raises
    ------
    ValueError
        If something is out of range; the message says what.
    """
    settings = Perturbation(which, spread, relative, distribution, draws, seed)
    places = settings.places(network)
    return [with_values(network, places, row) for row in settings.values(network)]


def envelope(
    network: Network,
    which: str,
    spread: float,
    domain: Domain = (-1.0, 1.0),
    relative: bool = False,
) -> Envelope:
    """Return the lowest and the highest curve that a box of parameters can reach.

    Each chosen parameter goes up to `spread` to either side. No network of the box is outside them
    anywhere. With one hidden layer of ReLUs some network of the box attains the bound at every x;
    for other networks they are bounds (`Envelope.is_exact`).

    Parameters
    ----------
    network : Network
        One input and one output.
    which : str
        A parameter, a unit, a layer or all; see `chosen_places`.
    spread : float
        How far each goes.
    domain : tuple of float
        The interval of x.
    relative : bool
        Whether the spread is a share of each parameter's size.

    Raises
    ------
    ValueError
        If the network has other inputs or outputs, or something is out of range.

    Notes
    -----
    The units have no parameter in common, so the bound of the sum is the sum of the bounds
    (interval arithmetic without a repeated variable is exact: Moore, "Interval Analysis", 1966).
    A unit's ray is monotone in b and in v on either side of x = 0, and its share w r is monotone
    in r, so on each side every bound is itself a network of the same size.
    """
    low, high = check_domain(domain)
    if (network.n_inputs, network.n_outputs) != (1, 1):
        raise ValueError("an envelope needs a network of one input and one output")
    box = _box(network, Perturbation(which, spread, relative))
    if not network.is_shallow:
        least, most = (from_flat(network, row) for row in box)
        return interval_envelope(least, most, (low, high))
    # A sliver beside x = 0 goes with the rest: rounding alone tells the two apart there.
    sliver = max(1e-15 * (high - low), 1e-100)
    middle = 0.0 if low + sliver < 0 < high - sliver else (low if high > -low else high)
    sides = []
    for upper in (False, True):
        parts = [
            exact_curve(_bounding_network(box, upper, right=right), part)
            for right, part in ((False, (low, middle)), (True, (middle, high)))
            if part[0] < part[1]
        ]
        x = np.concatenate([parts[0].x, *(p.x[1:] for p in parts[1:])])
        y = np.concatenate([parts[0].y, *(p.y[1:] for p in parts[1:])])
        sides.append(PiecewiseLinear(x, y))
    return Envelope(sides[0], sides[1])


def split_flat(flat: Array) -> tuple[Array, Array, Array, Array]:
    """Return v, b, w, each shape (..., N), and b0, shape (...,), of shallow flat vectors."""
    n = (flat.shape[-1] - 1) // 3
    hidden = flat[..., : 2 * n]
    return hidden[..., ::2], hidden[..., 1::2], flat[..., 2 * n : 3 * n], flat[..., 3 * n]


def _box(network: Network, settings: Perturbation) -> Array:
    """The lowest and the highest value of every parameter, shape (2, parameters)."""
    box = np.tile(flat_values(network), (2, 1))
    places = settings.places(network)
    box[:, places] += np.array([[-1.0], [1.0]]) * settings.spreads(network)
    return box


def _bounding_network(box: Array, upper: bool, right: bool) -> Network:
    """The network that is the upper or lower bound on the x of one sign."""
    v, b, w, b0 = split_flat(box)
    bound = 1 if upper else 0
    largest_ray = (w[bound] >= 0) == upper  # whether the bound needs the ray at its largest
    return Network.from_rays(
        np.where(largest_ray == right, v[1], v[0]),
        np.where(largest_ray, b[1], b[0]),
        w[bound],
        float(b0[bound]),
    )
