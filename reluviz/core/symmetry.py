"""Other weights, same function: what can change in a network without moving its curve."""

from __future__ import annotations

import numpy as np

from reluviz.core.influence import active_side
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain, active_at, check_domain

_NOT_WARNING = np.errstate(over="ignore", invalid="ignore")
"""What becomes too large is refused by the network made of it."""


@_NOT_WARNING
def scale_unit(network: Network, unit: int, factor: float) -> Network:
    """Return the network with (v, b) of one unit times `factor` and its w divided by it.

    max(0, a s) = a max(0, s) for a > 0, so the function is the same.

    Raises
    ------
    ValueError
        If `factor` is not a finite number above zero, or makes a parameter too large.
    """
    if not 0 < factor < np.inf:
        raise ValueError("a unit can be scaled by a finite number above zero only")
    v, b, w = network.v.copy(), network.b.copy(), network.w.copy()
    v[unit] *= factor
    b[unit] *= factor
    w[unit] /= factor
    return Network.from_rays(v, b, w, network.b0)


@_NOT_WARNING
def mirror_ray(network: Network, unit: int, domain: Domain) -> Network:
    """Return the network with one ray turned to the other side of its kink.

    max(0, s) = s + max(0, -s): what is left over is the line w s, which a unit that is active on
    all of the domain and b0 take up; such a unit is added at the left end if there is none.

    Raises
    ------
    ValueError
        If the unit has v = 0 and so no ray to mirror, or a parameter becomes too large.
    """
    low, high = check_domain(domain)
    if network.v[unit] == 0:
        raise ValueError(f"ReLU {unit + 1} has v = 0: it is a constant and has no ray to mirror")
    v, b, w = network.v.copy(), network.b.copy(), network.w.copy()
    slope, constant = w[unit] * v[unit], w[unit] * b[unit]
    v[unit], b[unit] = -v[unit], -b[unit]
    carriers = [
        k
        for k in range(len(v))
        if k != unit and v[k] != 0 and active_side(network, k, domain) == ((low, high),)
    ]
    if not carriers:
        v, b, w = np.append(v, 1.0), np.append(b, -low), np.append(w, 0.0)
        carriers = [len(v) - 1]
    carrier = carriers[0]
    change = slope / v[carrier]
    w[carrier] += change
    return Network.from_rays(v, b, w, network.b0 + constant - change * b[carrier])


@_NOT_WARNING
def simplify(network: Network, domain: Domain = (-1.0, 1.0)) -> Network:
    """Return a network with fewer units that is the same function on `domain`.

    Units with the same kink and direction become one; units that are off on the whole domain, and
    those with w = 0, go; units that are on everywhere become one, with the rest in b0. At least
    one unit stays.

    Raises
    ------
    ValueError
        If a parameter becomes too large.
    """
    low, high = check_domain(domain)
    v, b, w, kinks = network.v, network.b, network.w, network.kinks
    on_left, on_right = active_at(network, low), active_at(network, np.nextafter(high, low))
    always = on_left & on_right
    slope, constant = float(np.sum((w * v)[always])), float(np.sum((w * b)[always]))
    sums: dict[tuple[float, float], float] = {}
    for k in np.flatnonzero(on_left != on_right):
        key = (float(np.sign(v[k])), float(kinks[k]))
        sums[key] = sums.get(key, 0.0) + float(w[k] * abs(v[k]))
    rays = [(sign, -sign * kink, weight) for (sign, kink), weight in sums.items() if weight != 0]
    b0 = network.b0 + constant
    if slope != 0 or not rays:
        rays.insert(0, (1.0, -low, slope))
        b0 += slope * low
    rays.sort(key=lambda ray: (-ray[1] / ray[0], ray[0]))
    v, b, w = np.array(rays).T
    return Network.from_rays(v, b, w, b0)
