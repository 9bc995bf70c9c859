"""Where a hand means to be: on a point of the target, or a line of the grid, if that is close."""

from __future__ import annotations

import numpy as np

from reluviz.core.targets import Target
from reluviz.document.holds import CLEAN, Place
from reluviz.views.axes import steps
from reluviz.views.frame import Frame

NEAR_POINT, NEAR_LINE = 6.0, 4.0
"""How near counts as close, in pixels."""


def snapped(
    frame: Frame, target: Target | None, thing: Place, directions: str
) -> tuple[Place, Place]:
    """Return where a thing goes that is held near to something, and how exactly.

    Parameters
    ----------
    frame : Frame
        What is in view.
    target : Target or None
        Whose points attract; None if it is hidden.
    thing : (float, float)
        Where it would be.
    directions : {"both", "x", "y"}
        Which way it moves: only there it is attracted.

    Returns
    -------
    place : (float, float)
        Where it goes.
    resolution : (float, float)
        What a hand can tell apart there: nothing on a line or a point, else a pixel.
    """
    point = None if target is None else _nearest_point(frame, target, thing, directions)
    place, resolution = list(thing), list(frame.pixel)
    for axis, (line, _) in enumerate(steps(frame)):
        if directions not in ("both", "xy"[axis]):
            continue
        pixel = frame.pixel[axis]
        on_line = round(thing[axis] / line) * line
        if point is not None:
            place[axis], resolution[axis] = point[axis], CLEAN * pixel
        elif abs(on_line - thing[axis]) <= NEAR_LINE * pixel:
            place[axis], resolution[axis] = on_line, CLEAN * line
    return (place[0], place[1]), (resolution[0], resolution[1])


def _nearest_point(frame: Frame, target: Target, thing: Place, directions: str) -> Place | None:
    """The point of the target that is close, in the directions that count."""
    width, height = frame.pixel
    reach = NEAR_POINT * width
    first, last = target.x.searchsorted((thing[0] - reach, thing[0] + reach))
    if first == last:
        return None
    across = (target.x[first:last] - thing[0]) / width
    up = (target.y[first:last] - thing[1]) / height
    away = np.abs(across) if directions == "x" else np.hypot(across, up)
    nearest = int(np.argmin(away))
    if away[nearest] > NEAR_POINT:
        return None
    return float(target.x[first + nearest]), float(target.y[first + nearest])
