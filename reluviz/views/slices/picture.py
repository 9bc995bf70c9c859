"""What a slice shows, apart from any widget: painted on a sheet of any size."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QPainter

from reluviz.document.snapshot import Snapshot
from reluviz.views.painting import Fonts
from reluviz.views.slices.painting import paint_slice
from reluviz.views.slices.scene import SliceScene, View, bounds_of, fitted, frame_for, is_line
from reluviz.views.theme import Theme


@dataclass(frozen=True, eq=False)
class SlicePicture:
    """The outputs of a network along one input for a file or a printer.

    Parameters
    ----------
    snapshot : Snapshot
        What is shown.
    theme : Theme
        Colours.
    font : QFont
        The font of which the others are made.
    view : tuple of two intervals, optional
        What is in view, across and up; all of it if left out.
    size : tuple of int
        Width and height as on the screen, in logical pixels.
    with_probe : bool
        Whether the probe is painted.
    with_emphasis : bool
        Whether what is selected stands out.
    with_slope : bool, optional
        Whether the derivative is painted; if left out, unless the network is a straight line.
    """

    snapshot: Snapshot
    theme: Theme
    font: QFont
    view: View | None = None
    size: tuple[int, int] = (900, 600)
    with_probe: bool = True
    with_emphasis: bool = True
    with_slope: bool | None = None

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""
        return self.size

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint on a sheet of `width` by `height` logical pixels, its ground included."""
        fonts, size = Fonts(self.font), (float(width), float(height))
        with_slope = self.with_slope
        if with_slope is None:
            with_slope = not is_line(self.snapshot.network)
        view = self.view or fitted(bounds_of(self.snapshot, with_slope), fonts, size)
        # What the mouse happens to be over is not meant to last.
        selection = self.snapshot.selection if self.with_emphasis else None
        scene = SliceScene(
            replace(self.snapshot, hovered=None, selection=selection),
            self.theme,
            fonts,
            frame_for(fonts, size, view),
            size,
            with_slope,
            is_picture=True,
            with_probe=self.with_probe,
        )
        paint_slice(painter, scene)
