"""Links cut to zero, and the weights they had: what breaking one and mending it does. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reluviz.core.network import Network, ParameterId
from reluviz.document.holds import RefusedError
from reluviz.files.project import Project

Broken = Mapping[ParameterId, float]
"""The cut links, with the weight that each had."""

UNBROKEN: Broken = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Version:
    """What undo goes back to: a project, and what is remembered of its cut links."""

    project: Project
    broken: Broken = field(default_factory=lambda: UNBROKEN)


@dataclass(frozen=True, eq=False)
class Relinking:
    """A network with one link cut or mended.

    Parameters
    ----------
    text : str
        Name of the undo step, such as ``break link w2``.
    network : Network
        With the other weight.
    broken : mapping
        The links that are cut now.
    """

    text: str
    network: Network
    broken: Broken


def without_link(network: Network, broken: Broken, parameter: ParameterId) -> Relinking:
    """Return the network with a weight of zero, which is remembered."""
    name, value = network.name(parameter), network.value(parameter)
    if parameter.is_bias:
        raise RefusedError(f"{name} is a bias and no link; set it to 0 instead")
    if value == 0:
        raise RefusedError(f"{name} is 0: this link is cut already")
    cut = MappingProxyType({**broken, parameter: value})
    return Relinking(f"break link {name}", network.with_value(parameter, 0.0), cut)


def with_link(network: Network, broken: Broken, parameter: ParameterId) -> Relinking:
    """Return the network with the weight that a cut link had."""
    name = network.name(parameter)
    if parameter not in still_broken(broken, network):
        raise RefusedError(f"{name} was not cut here, so there is no weight to give back to it")
    mended = network.with_value(parameter, broken[parameter])
    rest = {other: value for other, value in broken.items() if other != parameter}
    return Relinking(f"mend link {name}", mended, MappingProxyType(rest))


def still_broken(broken: Broken, network: Network) -> Broken:
    """Return those links of `broken` that are zero in `network`; the same mapping if all are."""
    found = {link: value for link, value in broken.items() if network.value(link) == 0}
    return broken if len(found) == len(broken) else MappingProxyType(found)


def kept(broken: Broken, before: Network, after: Network) -> Broken:
    """Return what is still remembered when `after` takes the place of `before`.

    Nothing if the layers have other sizes: the names mean other links then.
    """
    shapes = [[layer.weights.shape for layer in n.layers] for n in (before, after)]
    return broken if shapes[0] == shapes[1] else UNBROKEN
