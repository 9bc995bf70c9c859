"""The same function with other weights: the new network, and how far its curve is from the old.

No Qt.
"""

from __future__ import annotations

import numpy as np

from reluviz.core import symmetry, words
from reluviz.core.construct import largest_term, rewrite_right
from reluviz.core.depth import flatten, largest_sum, prune
from reluviz.core.network import Network
from reluviz.core.piecewise import exact_curve
from reluviz.document.holds import Change, RefusedError
from reluviz.document.state import State

_ROUNDING = 1e-12
"""A curve may move by this share of the largest term of its sum."""


def scaled(state: State, unit: int, factor: float) -> Change:
    """Return the network with (v, b) of a unit times `factor` and its w divided by it.

    Raises
    ------
    ValueError
        If the factor is not possible, or makes a parameter too large.
    """
    network = symmetry.scale_unit(state.network, unit, factor)
    done = f"Scaled ReLU {unit + 1} by {words.number(factor)}"
    return _checked(state, network, f"scale ReLU {unit + 1}", done)


def mirrored(state: State, unit: int) -> Change:
    """Return the network with the ray of a unit turned to the other side of its kink."""
    if state.network.v[unit] == 0:
        raise RefusedError(f"ReLU {unit + 1} has v = 0: it is a constant and has no ray to mirror")
    network = symmetry.mirror_ray(state.network, unit, state.domain)
    done = f"Mirrored ReLU {unit + 1}"
    if network.n_units > state.network.n_units:
        done += f"; ReLU {network.n_units}, active everywhere, takes up the rest"
    return _checked(state, network, f"mirror ReLU {unit + 1}", done)


def simplified(state: State) -> Change:
    """Return the network without what the function on the domain does not need."""
    before, domain = state.network, state.domain
    network = symmetry.simplify(before, domain) if before.is_shallow else prune(before, domain)
    if network.n_parameters >= before.n_parameters:
        raise RefusedError("There is nothing to simplify: the function needs every ReLU there is")
    done = (
        f"Simplified {_relus(before.n_units)} to {network.n_units:,}"
        if before.is_shallow
        else f"Simplified {before.n_parameters:,} parameters to {network.n_parameters:,}"
    )
    return _checked(state, network, "simplify", done)


def flattened(state: State) -> Change:
    """Return the same function on the domain with one hidden layer."""
    network, before = flatten(state.network, state.domain), state.network.n_parameters
    saved = network.n_parameters - before
    done = (
        f"Written with one hidden layer of {_relus(network.n_units)}: {before:,} parameters "
        f"became {network.n_parameters:,}{f', depth had saved {saved:,}' if saved > 0 else ''}"
    )
    return _checked(state, network, "flatten", done)


def turned_right(state: State) -> Change:
    """Return the network with one ray to the right for each segment."""
    network = rewrite_right(state.network, state.domain)
    done = f"Rewritten as {_relus(network.n_units)} that rise to the right"
    return _checked(state, network, "rewrite as rays to the right", done)


def _checked(state: State, network: Network, text: str, done: str) -> Change:
    """Measure how far the curve moves: more than rounding is refused."""
    difference = exact_curve(network, state.domain) - state.curve
    moved = float(np.max(np.abs(difference.y)))
    scale = max(_size(network, state), _size(state.network, state))
    if not moved <= _ROUNDING * scale:
        raise RefusedError(
            f"This would move the curve by {words.number(moved, 2)}: the weights are too "
            "different in size to write them so"
        )
    return Change(text, network, done, moved)


def _size(network: Network, state: State) -> float:
    measure = largest_term if network.is_shallow else largest_sum
    return measure(network, state.domain)


def _relus(count: int) -> str:
    return "1 ReLU" if count == 1 else f"{count:,} ReLUs"
