"""The widget that shows a slice."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from reluviz.document.snapshot import Snapshot
from reluviz.views.canvas import View
from reluviz.views.frame import Frame
from reluviz.views.memory import Memory
from reluviz.views.sheets.sheet import Sheet
from reluviz.views.slices.painting import name_places, paint_slice, slope_entry
from reluviz.views.slices.picture import SlicePicture
from reluviz.views.slices.scene import SliceScene, bounds_of, fitted, frame_for, is_line
from reluviz.views.theme import Theme


class SliceSheet(Sheet):
    """Curves over one input.

    Parameters
    ----------
    theme : Theme
        Colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "slice_widget", parent)
        self._memory = Memory()
        self._with_slope: bool | None = None  # until the user says so: not for straight lines

    @property
    def with_slope(self) -> bool:
        """Whether the derivative is shown: at first unless the network is a straight line."""
        if self._with_slope is not None or self._snapshot is None:
            return self._with_slope is not False
        return not is_line(self._snapshot.network)

    def show_slope(self, shown: bool) -> None:
        """Show the derivative, or not."""
        if shown != self.with_slope:
            self._with_slope = shown
            if self._view is None:
                self.fit()
            self.update()

    def scene_now(self) -> SliceScene | None:
        """Return what is to be painted; None before the first snapshot."""
        if self._snapshot is None:
            return None
        size = (float(self.width()), float(self.height()))
        return SliceScene(
            self._snapshot,
            self.theme,
            self.fonts,
            self.frame,
            size,
            self.with_slope,
            self._memory,
        )

    def is_slope_entry(self, place: QPointF) -> bool:
        """Whether the switch of the derivative is at a place."""
        scene = self.scene_now()
        return scene is not None and slope_entry(scene).contains(place)

    def name_at(self, place: QPointF) -> int | None:
        """Return the output whose name is at a place."""
        scene = self.scene_now()
        if scene is None or scene.network.n_outputs == 1:
            return None
        found = name_places(scene, [])
        return next((output for output, room in found.items() if room.contains(place)), None)

    def picture(
        self, theme: Theme | None = None, with_probe: bool = True, with_emphasis: bool = True
    ) -> SlicePicture:
        """Return what is seen now, to be painted for a file or on paper.

        Parameters
        ----------
        theme : Theme, optional
            Other colours than those of the window, which keeps its own.
        with_probe : bool
            Whether the probe is in it.
        with_emphasis : bool
            Whether what is selected stands out in it.
        """
        assert self._snapshot is not None
        return SlicePicture(
            self._snapshot,
            theme or self.theme,
            QFont(self.font()),
            self.view,
            (self.width(), self.height()),
            with_probe,
            with_emphasis,
            self.with_slope,
        )

    # What a sheet asks for

    def bounds_of(self, snapshot: Snapshot) -> View:
        return bounds_of(snapshot, self.with_slope)

    def fitted(self, bounds: View) -> View:
        return fitted(bounds, self.fonts, (self.width(), self.height()))

    def frame_for(self, view: View) -> Frame:
        return frame_for(self.fonts, (self.width(), self.height()), view)

    def paint_sheet(self, painter: QPainter, ratio: float) -> None:
        scene = self.scene_now()
        if scene is not None:
            paint_slice(painter, scene)
