"""The things a hand can point at. A parameter is one too, by its `ParameterId`."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.core.network import ParameterId


@dataclass(frozen=True)
class Unit:
    """A unit by its index and that of its layer; an input has the layer -1."""

    index: int
    layer: int = 0


@dataclass(frozen=True)
class Joint:
    """A joint of the curve, by its index from the left; the ends of the domain count."""

    index: int


@dataclass(frozen=True)
class Segment:
    """The segment between joint `index` and the next."""

    index: int


@dataclass(frozen=True)
class Draw:
    """One draw of the cloud, by its index."""

    index: int


@dataclass(frozen=True)
class TargetPoint:
    """A point of the target, by its index from the left."""

    index: int


@dataclass(frozen=True)
class Row:
    """A row of the truth table, by its index."""

    index: int


@dataclass(frozen=True)
class Region:
    """The linear region of the plane at a place, which stays there while regions come and go.

    Of a plane through three inputs `axes` are those that are across and up, and `point` is where
    the others are held.
    """

    x: float
    y: float
    axes: tuple[int, int] = (0, 1)
    point: tuple[float, ...] = ()


Item = ParameterId | Unit | Joint | Segment | Draw | TargetPoint | Row | Region
