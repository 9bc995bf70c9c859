"""The curves of many random draws at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Network
from reluviz.core.perturb import Perturbation, flat_values, split_flat, with_values
from reluviz.core.piecewise import Domain, PiecewiseLinear, check_domain

Array = NDArray[np.float64]

BAND = (5.0, 50.0, 95.0)
"""Percentiles of the lower edge, the median and the upper edge of a cloud's band."""

_BAND_POINTS = 201


@dataclass(frozen=True, eq=False)
class Cloud:
    """Random draws around a shallow network, with their exact curves.

    Parameters
    ----------
    network : Network
        The network in the middle.
    settings : Perturbation
        How it was drawn.
    values : ndarray, shape (draws, k)
        The drawn values of ``settings.parameters(network)``.
    x, y : ndarray, shape (draws, N + 2)
        The joints of each draw. Those outside the domain lie on its ends, so some are equal.
    """

    network: Network
    settings: Perturbation
    values: Array
    x: Array
    y: Array

    def __len__(self) -> int:
        return len(self.values)

    def draw(self, index: int) -> Network:
        """Return the network of one draw, equal to the bit to that of `perturb`."""
        places = self.settings.places(self.network)
        return with_values(self.network, places, self.values[index])

    def at(self, x: float) -> Array:
        """Return the outputs of all draws at `x` of the domain, shape (draws,)."""
        column = np.count_nonzero(self.x <= x, axis=1) - 1
        column = np.clip(column, 0, self.x.shape[1] - 2)
        rows = np.arange(len(self))
        left, right = self.x[rows, column], self.x[rows, column + 1]
        low, high = self.y[rows, column], self.y[rows, column + 1]
        width = np.where(right > left, right - left, 1.0)
        heights: Array = low + (high - low) * (x - left) / width
        return heights

    def nearest(self, x: float, y: float) -> int:
        """Return the draw whose curve is nearest to (x, y), up or down."""
        return int(np.argmin(np.abs(self.at(x) - y)))

    @cached_property
    def band(self) -> tuple[PiecewiseLinear, PiecewiseLinear, PiecewiseLinear]:
        """Percentiles `BAND` of the draws at evenly spaced x, joined by straight lines."""
        x = np.linspace(self.x[0, 0], self.x[0, -1], _BAND_POINTS)
        heights = np.array([np.interp(x, *joints) for joints in zip(self.x, self.y, strict=True)])
        heights.sort(axis=0)  # several times as fast as np.percentile
        places = np.array(BAND) / 100 * (len(heights) - 1)
        below = places.astype(np.intp)
        above, share = np.minimum(below + 1, len(heights) - 1), (places - below)[:, np.newaxis]
        rows = heights[below] + share * (heights[above] - heights[below])
        low, middle, high = (PiecewiseLinear(x, row) for row in rows)
        return low, middle, high


def draw_cloud(
    network: Network, settings: Perturbation, domain: Domain, most: int | None = None
) -> Cloud:
    """Draw networks and their exact curves, all in one go.

    Parameters
    ----------
    network : Network
        A shallow network.
    settings : Perturbation
        What to draw.
    domain : tuple of float
        The interval of x.
    most : int, optional
        Only the first so many draws.

    Raises
    ------
    ValueError
        If the network is not shallow or has nothing called ``settings.which``.
    """
    low, high = check_domain(domain)
    values = settings.values(network, most)
    network.check_shallow()
    flat = np.tile(flat_values(network), (len(values), 1))
    flat[:, settings.places(network)] = values
    v, b, w, b0 = split_flat(flat)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        kinks = np.where(v != 0, np.clip(-b / v, low, high), low)
    on = np.where(v > 0, kinks <= low, np.where(v < 0, kinks > low, b > 0))
    start = b0 + np.sum(np.where(on, w * (b + v * low), 0.0), axis=1)
    slope = np.sum(np.where(on, w * v, 0.0), axis=1)
    order = np.argsort(kinks, axis=1)
    bends = np.where(kinks > low, w * np.abs(v), 0.0)
    inner = np.take_along_axis(kinks, order, axis=1)
    slopes = np.cumsum(
        np.concatenate([slope[:, np.newaxis], np.take_along_axis(bends, order, axis=1)], axis=1),
        axis=1,
    )
    ends = np.ones((len(values), 1))
    x = np.concatenate([low * ends, inner, high * ends], axis=1)
    rise = np.cumsum(slopes * np.diff(x, axis=1), axis=1)
    y = np.concatenate([start[:, np.newaxis], start[:, np.newaxis] + rise], axis=1)
    return Cloud(network, settings, values, x, y)
