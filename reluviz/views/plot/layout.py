"""What is around the frame of a plot: how high the legend is, and whether there is a strip."""

from __future__ import annotations

from collections.abc import Collection

from reluviz.document.snapshot import Snapshot
from reluviz.views.painting import Fonts
from reluviz.views.plot.legend import legend_height, legend_rows
from reluviz.views.plot.scene import PADDING, Room
from reluviz.views.plot.strip import strip_height


def room_for(
    snapshot: Snapshot | None,
    fonts: Fonts,
    width: float,
    offered: Collection[str] = (),
    is_picture: bool = False,
) -> Room:
    """Return how much of a sheet of so many pixels the legend and the strip take."""
    if snapshot is None:
        return Room(legend_height(fonts, 1))
    rows = legend_rows(snapshot, offered, fonts, width - PADDING, is_picture)
    return Room(legend_height(fonts, rows), strip_height(snapshot))
