"""The best output weights while the kinks stay: linear least squares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.network import Network, checked_array

Array = NDArray[np.float64]

_VALUES_AT_ONCE = 2_000_000  # of the table of rays, which has a row for each point

_RANK = 1e-12  # singular values below this share of the largest count as zero


def fit_output_weights(network: Network, x: ArrayLike, y: ArrayLike) -> Network:
    """Return the network with the w and b0 of least squared error; v and b stay.

    Where several are as good, because rays coincide or have no points on their active side, the
    change from the weights there are is the smallest one.

    Parameters
    ----------
    network : Network
        A shallow network.
    x, y : array_like, shape (n,)
        The points, in any order.

    Raises
    ------
    ValueError
        If the network is not shallow, or the points are not as many y as x, at least one.

    Notes
    -----
    The table of rays is reduced part by part to a triangle by QR (Golub and Van Loan, "Matrix
    Computations", 4th ed., 5.3), so that memory does not grow with the number of points; then
    the singular values decide which directions the points say anything about.
    """
    x_, y_ = checked_array(x, "the x of the data"), checked_array(y, "the y of the data")
    if x_.ndim != 1 or x_.shape != y_.shape or not len(x_):
        raise ValueError("the data need as many y as x, and at least one point")
    residual = y_ - network(x_)
    triangle: Array = np.empty((0, network.n_units + 2))
    rows = max(1, _VALUES_AT_ONCE // triangle.shape[1])
    for start in range(0, len(x_), rows):
        part = slice(start, start + rows)
        table = np.column_stack([_rays(network, x_[part]), residual[part]])
        triangle = _triangle(np.concatenate([triangle, table]))
    columns, right = triangle[:, :-1], triangle[:, -1]
    sizes = np.linalg.norm(columns, axis=0)
    sizes[sizes == 0] = 1.0
    change = np.linalg.lstsq(columns / sizes, right, rcond=_RANK)[0] / sizes
    return Network.from_rays(
        network.v, network.b, network.w + change[:-1], network.b0 + float(change[-1])
    )


def _triangle(table: Array) -> Array:
    triangle: Array = np.asarray(np.linalg.qr(table, mode="r"))
    return triangle


def _rays(network: Network, x: Array) -> Array:
    """What each unit gives at each x, and ones for the bias, shape (n, N + 1)."""
    rays = np.maximum(np.outer(x, network.v) + network.b, 0.0)
    return np.column_stack([rays, np.ones(len(x))])
