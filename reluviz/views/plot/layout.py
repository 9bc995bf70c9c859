"""What is around the frame of a plot: how high the legend is, and whether there is a strip."""

from __future__ import annotations

from collections.abc import Collection

from reluviz.document.snapshot import Snapshot
from reluviz.views.axes import PADDING
from reluviz.views.painting import Fonts
from reluviz.views.plot.legend import legend_height, legend_rows, what_there_is
from reluviz.views.plot.scene import Room
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
    return Room(legend_height(fonts, rows), strip_height(snapshot), snapshot.state.calendar)


class Rooms:
    """Remembers the newest room: asked for with every snapshot, and nearly always the same."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._newest = Room(0.0)

    def room(
        self, snapshot: Snapshot | None, fonts: Fonts, width: float, offered: Collection[str]
    ) -> Room:
        """Return `room_for` a widget."""
        key: tuple[object, ...] = (fonts, width, offered, snapshot is None)
        if snapshot is not None:
            key += (what_there_is(snapshot), snapshot.view.hidden)
            key += (snapshot.network.layers[0].n_units, snapshot.build)
            key += (snapshot.state.calendar,)
        if key != self._key:
            self._key, self._newest = key, room_for(snapshot, fonts, width, offered)
        return self._newest
