"""Convex hulls of points in the plane, exactly: coordinates are whole numbers of any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple


class Corner(NamedTuple):
    """A point with the number it has outside.

    Parameters
    ----------
    x, y : int
        Its place.
    row : int
        Its number.
    """

    x: int
    y: int
    row: int


Place = tuple[Fraction, Fraction]


def turn(a: Corner, b: Corner, c: Corner) -> int:
    """Twice the area of a triangle: positive if it turns left from a over b to c."""
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def hull(points: Sequence[Corner]) -> list[Corner]:
    """Return the corners of the convex hull, turning left, without points on its edges.

    Notes
    -----
    Andrew, "Another efficient algorithm for convex hulls in two dimensions", 1979.
    """
    unique = {(p.x, p.y): p for p in reversed(points)}
    ordered = sorted(unique.values())
    if len(ordered) < 3:
        return ordered
    return _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]


def _chain(ordered: list[Corner]) -> list[Corner]:
    chain: list[Corner] = []
    for point in ordered:
        while len(chain) > 1 and turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def edges(corners: list[Corner]) -> Iterator[tuple[Corner, Corner]]:
    """The edges of a hull; none of a single point."""
    yield from pairwise(corners)
    if len(corners) > 2:
        yield corners[-1], corners[0]


def around(corners: list[Corner], point: Corner) -> tuple[Corner, ...]:
    """Return the fewest corners, up to three, that `point` lies between; none if outside."""
    if len(corners) < 3:
        first, last = corners[0], corners[-1]
        if turn(first, last, point) != 0 or not _spans(first, last, point):
            return ()
        return tuple(c for c in dict.fromkeys((first, last)) if c[:2] == point[:2]) or (first, last)
    first = corners[0]
    for b, c in pairwise(corners[1:]):
        # The share of each corner in the point is the area of the triangle over against it.
        shares = {first: turn(b, c, point), b: turn(c, first, point), c: turn(first, b, point)}
        if min(shares.values()) >= 0:
            return tuple(corner for corner, share in shares.items() if share)
    return ()


def _spans(first: Corner, last: Corner, point: Corner) -> bool:
    """Whether a point of the line through two others lies between them."""
    return min(first.x, last.x) <= point.x <= max(first.x, last.x) and min(
        first.y, last.y
    ) <= point.y <= max(first.y, last.y)


def crossing(
    first: tuple[Corner, Corner], second: tuple[Corner, Corner]
) -> tuple[Fraction, Fraction] | None:
    """Return where two segments cross, each inside the other's length; None if they do not."""
    (a, b), (c, d) = first, second
    from_a, from_b = turn(c, d, a), turn(c, d, b)
    if from_a * from_b >= 0 or turn(a, b, c) * turn(a, b, d) >= 0:
        return None
    share = Fraction(from_a, from_a - from_b)
    return a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)


def nearest(first: list[Corner], second: list[Corner]) -> tuple[Place, Place]:
    """Return the points of two hulls that are apart where they are nearest to one another."""
    best: tuple[Fraction, Place, Place] | None = None
    for one, other, swapped in ((first, second, False), (second, first, True)):
        sides = list(edges(other)) or [(other[0], other[0])]
        for corner in one:
            place = Fraction(corner.x), Fraction(corner.y)
            for side in sides:
                foot = _foot(corner, side)
                apart = (place[0] - foot[0]) ** 2 + (place[1] - foot[1]) ** 2
                if best is None or apart < best[0]:
                    best = (apart, foot, place) if swapped else (apart, place, foot)
    assert best is not None
    return best[1], best[2]


def _foot(point: Corner, side: tuple[Corner, Corner]) -> Place:
    """The point of a segment that is nearest to a point."""
    a, b = side
    dx, dy = b.x - a.x, b.y - a.y
    along = (point.x - a.x) * dx + (point.y - a.y) * dy
    size = dx * dx + dy * dy
    share = Fraction(min(max(along, 0), size), size) if size else Fraction(0)
    return a.x + share * dx, a.y + share * dy
