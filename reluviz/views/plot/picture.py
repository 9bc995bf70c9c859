"""What a plot shows, apart from any widget: painted on a sheet of any size."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QPainter

from reluviz.document.snapshot import Snapshot
from reluviz.views.frame import Range
from reluviz.views.painting import Fonts
from reluviz.views.plot.layout import room_for
from reluviz.views.plot.painting import paint_plot
from reluviz.views.plot.scene import SLOPE, Scene, bounds_of, fitted, make_frame
from reluviz.views.theme import Theme


@dataclass(frozen=True, eq=False)
class PlotPicture:
    """A plot for a file or a printer.

    Parameters
    ----------
    snapshot : Snapshot
        What is shown.
    theme : Theme
        Colours.
    font : QFont
        The font of which the others are made.
    view : tuple of two intervals, optional
        What is in view, x and z; all of the curve if left out.
    size : tuple of int
        Width and height as on the screen, in logical pixels.
    with_probe : bool
        Whether the probe is painted.
    with_emphasis : bool
        Whether what is selected stands out.
    with_slope : bool
        Whether the derivative is painted, where it is offered.
    """

    snapshot: Snapshot
    theme: Theme
    font: QFont
    view: tuple[Range, Range] | None = None
    size: tuple[int, int] = (900, 600)
    with_probe: bool = True
    with_emphasis: bool = True
    with_slope: bool = False

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""
        return self.size

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint on a sheet of `width` by `height` logical pixels, its ground included."""
        fonts = Fonts(self.font)
        offered = frozenset({SLOPE} if self.with_slope else ())
        room = room_for(self.snapshot, fonts, width, offered, is_picture=True)
        view = self.view or fitted(bounds_of(self.snapshot), fonts, width, height, room)
        # What the mouse happens to be over is not meant to last.
        selection = self.snapshot.selection if self.with_emphasis else None
        snapshot = replace(self.snapshot, hovered=None, selection=selection)
        scene = Scene(
            snapshot,
            self.theme,
            fonts,
            make_frame(fonts, width, height, *view, room),
            (width, height),
            is_picture=True,
            with_probe=self.with_probe,
            offered=offered,
            with_slope=self.with_slope,
        )
        paint_plot(painter, scene)
