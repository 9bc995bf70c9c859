"""The widget that shows the plane."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QWidget

from reluviz.document.snapshot import Snapshot
from reluviz.views.canvas import View
from reluviz.views.frame import Frame
from reluviz.views.memory import Memory
from reluviz.views.plane.painting import Backdrop, entries, paint_plane
from reluviz.views.plane.picture import PlanePicture, bar_numbers
from reluviz.views.plane.scene import (
    PlaneScene,
    fill_scale,
    fits,
    fitted,
    frame_for,
    state_of,
)
from reluviz.views.sheets.sheet import Sheet
from reluviz.views.sprites import Sprites
from reluviz.views.theme import Theme


class PlaneSheet(Sheet):
    """A colour field with lines and points.

    Parameters
    ----------
    theme : Theme
        Colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "plane_widget", parent)
        self._memory, self._backdrop, self._sprites = Memory(), Backdrop(), Sprites(1.0)
        self._numbers: tuple[str, ...] = ("\N{MINUS SIGN}1", "1")
        self._scene: tuple[object, PlaneScene] | None = None

    def show_snapshot(self, snapshot: Snapshot, theme: Theme) -> None:
        super().show_snapshot(snapshot, theme)
        numbers = bar_numbers(fill_scale(self._memory, snapshot))
        widest = max(map(self.fonts.small_widths, numbers))
        # The frame stays while a hand moves something; then it makes room for what is written.
        is_wider = widest > max(map(self.fonts.small_widths, self._numbers))
        if numbers != self._numbers and (snapshot.gesture is None or is_wider):
            self._numbers = numbers
            self.lay_out()

    def scene_now(self, ratio: float = 1.0) -> PlaneScene | None:
        """Return what is to be painted; None if there is no network of two inputs."""
        if self._snapshot is None or not fits(self._snapshot):
            return None
        if self._sprites.ratio != ratio:
            self._sprites = Sprites(ratio)
        size = (float(self.width()), float(self.height()))
        key = (self._snapshot, self.theme, self.frame, size, ratio, self.is_panning, self.fonts)
        if self._scene is None or self._scene[0] != key:
            scene = PlaneScene(
                self._snapshot,
                self.theme,
                self.fonts,
                self.frame,
                size,
                ratio,
                self._memory,
                self.is_panning,
                self._sprites,
            )
            self._scene = (key, scene)
        return self._scene[1]

    def entry_at(self, place: QPointF) -> int | str | None:
        """Return the output, or what the colours can show, whose name is at a place."""
        scene = self.scene_now()
        found = {} if scene is None else entries(scene)
        return next((entry for entry, room in found.items() if room.contains(place)), None)

    def picture(
        self, theme: Theme | None = None, with_probe: bool = True, with_emphasis: bool = True
    ) -> PlanePicture:
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
        size, font = (self.width(), self.height()), QFont(self.font())
        theme = theme or self.theme
        return PlanePicture(self._snapshot, theme, font, self.view, size, with_probe, with_emphasis)

    # What a sheet asks for

    def bounds_of(self, snapshot: Snapshot) -> View:
        box = state_of(snapshot).box
        return box[0], box[1]

    def fitted(self, bounds: View) -> View:
        return fitted(bounds, self.fonts, (self.width(), self.height()), self._numbers)

    def frame_for(self, view: View) -> Frame:
        return frame_for(self.fonts, (self.width(), self.height()), view, self._numbers)

    def paint_sheet(self, painter: QPainter, ratio: float) -> None:
        scene = self.scene_now(ratio)
        if scene is None:
            painter.fillRect(self.rect(), QColor(self.theme.ground))
        else:
            paint_plane(painter, scene, self._backdrop)
