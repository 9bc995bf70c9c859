"""What random draws are called, and what is said about them. No Qt."""

from __future__ import annotations

import numpy as np

from reluviz.core.cloud import BAND, Cloud
from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.perturb import Perturbation
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.words import names, number

_TITLES = {"layer 1": "all v and b", "layer 2": "all w and b0"}
_NAMES = {title: which for which, title in _TITLES.items()}

_GLUE = "\N{NO-BREAK SPACE}"

HINT = (
    "Choose what to move and press Draw: the curve is drawn again and again, "
    "each time with other values at random."
)


def title_of(which: str) -> str:
    """Return how a choice is shown: ``layer 1`` as "all v and b", all others as they are."""
    return _TITLES.get(which, which)


def which_of(text: str) -> str:
    """Return the choice that a typed text means; small and capital letters are the same."""
    plain = " ".join(text.lower().split())
    return _NAMES.get(plain, plain.replace("relu ", "unit "))


def choices(network: Network, name: str | None) -> tuple[str, ...]:
    """Return what is offered: a parameter and its unit, the two layers, and all.

    Parameters
    ----------
    network : Network
        A shallow network.
    name : str or None
        Name of the parameter that comes first; without it, none does.
    """
    offered: tuple[str, ...] = ("layer 1", "layer 2", "all")
    if name is None:
        return offered
    parameter = network.parameter(name)
    unit = parameter.unit if parameter.layer == 0 else parameter.source
    return (name, *offered) if unit is None else (name, f"unit {unit + 1}", *offered)


def spread_text(settings: Perturbation) -> str:
    """Return how far the parameters go, such as ``±10 %``."""
    if settings.relative:
        return f"±{number(settings.spread * 100)}{_GLUE}%"
    return f"±{number(settings.spread)}"


def summary(settings: Perturbation, shown: int | None) -> str:
    """Return what is drawn in one line; `shown` is None while the cloud is hidden."""
    draws = f"{settings.draws:,} draw{'' if settings.draws == 1 else 's'}"
    if shown is not None and shown < settings.draws:
        draws = f"Showing {shown:,} of {draws}"
    parts = f"{settings.distribution}, {spread_text(settings)}, seed{_GLUE}{settings.seed}"
    text = f"{draws} of {title_of(settings.which)}: {parts}"
    return text if shown is not None else f"{text}; the cloud is hidden"


def misfit(network: Network, settings: Perturbation) -> str:
    """Return why the draws that were shown cannot be drawn around the network as it is now."""
    try:
        settings.places(network)
    except ValueError:
        title = title_of(settings.which)
        return f"The network has no {title} any more: choose something else to move."
    return "Some values would become too large to draw: choose a smaller spread."


def stillness(network: Network, settings: Perturbation) -> str:
    """Return why nothing moves; empty if something does."""
    if np.any(settings.spreads(network)):
        return ""
    if settings.spread == 0:
        return "The spread is 0, so nothing moves."
    return (
        f"{names(network, settings.parameters(network))} is 0 and a percentage of it too, "
        "so nothing moves: choose an absolute spread."
    )


def at_probe(cloud: Cloud, x: float, digits: Digits) -> str:
    """Return the median and the band of the draws at `x` of the domain."""
    low, middle, high = (digits.y(float(z)) for z in np.percentile(cloud.at(x), BAND))
    return f"At x = {digits.x(x)}: median {middle}, 5–95 % from {low} to {high}"


def envelope_at(
    settings: Perturbation,
    bounds: tuple[PiecewiseLinear, PiecewiseLinear],
    x: float,
    digits: Digits,
) -> str:
    """Return the bounds of the box at `x` of the domain, and what is certain about them."""
    low, high = (digits.y(float(bound(x))) for bound in bounds)
    box = f"Envelope at x = {digits.x(x)}: from {low} to {high}"
    if settings.distribution == "normal":
        return f"{box}. Exact for the box of ± one spread; normal draws may leave it"
    return f"{box}. Exact: no network of the box leaves it"


def draw_values(cloud: Cloud, index: int, most: int) -> str:
    """Return the parameters of a draw, before and after, at most so many of them."""
    parameters = cloud.settings.parameters(cloud.network)
    values = cloud.values[index].tolist()
    parts = [
        _change(cloud.network, parameter, value)
        for parameter, value in zip(parameters[:most], values[:most], strict=True)
    ]
    if len(parameters) > most:
        parts.append(f"and {len(parameters) - most:,} more")
    return ", ".join(parts)


def _change(network: Network, parameter: ParameterId, value: float) -> str:
    before = number(network.value(parameter))
    return _GLUE.join((network.name(parameter), before, "→", number(value)))
