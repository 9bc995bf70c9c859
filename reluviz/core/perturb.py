"""Random draws around a network, and the exact band that no draw can leave."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import LARGEST_VALUE, Layer, Network, ParameterId
from reluviz.core.piecewise import Domain, PiecewiseLinear, check_domain, exact_curve

Array = NDArray[np.float64]

LARGEST_DRAWS = 100_000
DISTRIBUTIONS = ("normal", "uniform")


def chosen_parameters(network: Network, which: str) -> list[ParameterId]:
    """Return the parameters that `which` names: ``w2``, ``unit 2``, ``layer 1`` or ``all``.

    Raises
    ------
    ValueError
        If the network has nothing of that name.
    """
    if which == "all":
        return list(network.parameters())
    match = re.fullmatch(r"(unit|layer) ([1-9]\d{0,8})", which)
    if match is None:
        return [network.parameter(which)]
    index = int(match[2]) - 1
    if match[1] == "layer" and index < len(network.layers):
        return [p for p in network.parameters() if p.layer == index]
    if match[1] == "unit" and network.is_shallow and index < network.n_units:
        return [ParameterId(0, index, 0), ParameterId(0, index), ParameterId(1, 0, index)]
    raise ValueError(f"there is no {which} in {network!r}; choose a parameter, a unit or all")


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

    def parameters(self, network: Network) -> list[ParameterId]:
        """Return the parameters that move.

        Raises
        ------
        ValueError
            If `network` has nothing of that name.
        """
        return chosen_parameters(network, self.which)

    def fits(self, network: Network) -> bool:
        """Return whether `network` has what is to move."""
        try:
            self.parameters(network)
        except ValueError:
            return False
        return True

    def spreads(self, network: Network) -> Array:
        """Return how far each of them goes, shape (k,)."""
        parameters = self.parameters(network)
        if not self.relative:
            return np.full(len(parameters), float(self.spread))
        return self.spread * np.abs([network.value(p) for p in parameters])

    def values(self, network: Network, most: int | None = None) -> Array:
        """Return the values of the parameters in each draw, shape (draws, k).

        Only the first `most` draws if it is given: draw i is the same however many are drawn.
        """
        parameters = self.parameters(network)
        random = np.random.Generator(np.random.PCG64(self.seed))
        shape = (self.draws if most is None else min(most, self.draws), len(parameters))
        if self.distribution == "normal":
            steps = random.standard_normal(shape)
        else:
            steps = random.uniform(-1.0, 1.0, shape)
        centre = np.array([network.value(p) for p in parameters])
        values: Array = centre + steps * self.spreads(network)
        return values


def with_values(network: Network, parameters: list[ParameterId], values: Array) -> Network:
    """Return the network in which several parameters have new values."""
    weights = [layer.weights.copy() for layer in network.layers]
    biases = [layer.bias.copy() for layer in network.layers]
    for parameter, value in zip(parameters, values, strict=True):
        if parameter.source is None:
            biases[parameter.layer][parameter.unit] = value
        else:
            weights[parameter.layer][parameter.unit, parameter.source] = value
    return Network(
        [
            Layer(w, b, old.activation)
            for w, b, old in zip(weights, biases, network.layers, strict=True)
        ]
    )


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
    parameters = settings.parameters(network)
    return [with_values(network, parameters, row) for row in settings.values(network)]


def envelope(
    network: Network,
    which: str,
    spread: float,
    domain: Domain = (-1.0, 1.0),
    relative: bool = False,
) -> tuple[PiecewiseLinear, PiecewiseLinear]:
    """Return the lowest and the highest curve that a box of parameters can reach, exactly.

    Each chosen parameter goes up to `spread` to either side. At every x some network of the box
    attains the bound; no network of the box is outside it anywhere.

    Raises
    ------
    ValueError
        If the network is not shallow, or something is out of range.

    Notes
    -----
    The units have no parameter in common, so the bound of the sum is the sum of the bounds
    (interval arithmetic without a repeated variable is exact: Moore, "Interval Analysis", 1966).
    A unit's ray is monotone in b and in v on either side of x = 0, and its share w r is monotone
    in r, so on each side every bound is itself a network of the same size.
    """
    low, high = check_domain(domain)
    box = _box(network, Perturbation(which, spread, relative))
    sides = []
    for upper in (False, True):
        parts = [
            exact_curve(_bounding_network(box, upper, right=right), part)
            for right, part in ((False, (low, min(high, 0.0))), (True, (max(low, 0.0), high)))
            if part[0] < part[1]
        ]
        x = np.concatenate([parts[0].x, *(p.x[1:] for p in parts[1:])])
        y = np.concatenate([parts[0].y, *(p.y[1:] for p in parts[1:])])
        sides.append(PiecewiseLinear(x, y))
    return sides[0], sides[1]


@dataclass(frozen=True)
class _Box:
    """Lowest and highest value of every parameter of a shallow network, each shape (2, N)."""

    v: Array
    b: Array
    w: Array
    b0: tuple[float, float]


def _box(network: Network, settings: Perturbation) -> _Box:
    parameters, reach = settings.parameters(network), settings.spreads(network)
    v, b, w = (np.stack([a, a]) for a in (network.v, network.b, network.w))
    b0 = [network.b0, network.b0]
    for parameter, far in zip(parameters, reach, strict=True):
        change = np.array([-far, far])
        if parameter.layer == 1 and parameter.source is None:
            b0 = [network.b0 - far, network.b0 + far]
        elif parameter.layer == 1:
            w[:, parameter.source] += change
        elif parameter.source is None:
            b[:, parameter.unit] += change
        else:
            v[:, parameter.unit] += change
    return _Box(v, b, w, (float(b0[0]), float(b0[1])))


def _bounding_network(box: _Box, upper: bool, right: bool) -> Network:
    """The network that is the upper or lower bound on the x of one sign."""
    w = box.w[1 if upper else 0]
    largest_ray = (w >= 0) == upper  # whether the bound needs the ray at its largest
    b = np.where(largest_ray, box.b[1], box.b[0])
    v = np.where(largest_ray == right, box.v[1], box.v[0])
    return Network.from_rays(v, b, w, box.b0[1 if upper else 0])
