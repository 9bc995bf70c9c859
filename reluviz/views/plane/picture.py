"""What the plane shows, apart from any widget: painted on a sheet of any size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QPainter

from reluviz.core.words import number
from reluviz.document.snapshot import Snapshot
from reluviz.views.memory import Memory
from reluviz.views.painting import Fonts
from reluviz.views.plane.painting import paint_plane
from reluviz.views.plane.scale import Scale
from reluviz.views.plane.scene import (
    PlaneScene,
    View,
    fill_scale,
    fitted,
    frame_for,
    state_of,
    without_emphasis,
)
from reluviz.views.plane.through import seen
from reluviz.views.theme import Theme


@dataclass(frozen=True, eq=False)
class PlanePicture:
    """The plane of a network of two inputs for a file or a printer.

    Parameters
    ----------
    snapshot : Snapshot
        What is shown.
    theme : Theme
        Colours.
    font : QFont
        The font of which the others are made.
    view : tuple of two intervals, optional
        What is in view, across and up; all of the box if left out.
    size : tuple of int
        Width and height as on the screen, in logical pixels.
    with_probe : bool
        Whether the probe is painted.
    with_emphasis : bool
        Whether what is selected stands out.
    """

    snapshot: Snapshot
    theme: Theme
    font: QFont
    view: View | None = None
    size: tuple[int, int] = (900, 600)
    with_probe: bool = True
    with_emphasis: bool = True

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""
        return self.size

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint on a sheet of `width` by `height` logical pixels, its ground included."""
        snapshot = seen(self.snapshot)
        fonts, state = Fonts(self.font), state_of(snapshot)
        numbers = bar_numbers(fill_scale(Memory(), snapshot))
        box = (state.box[0], state.box[1])
        view = self.view or fitted(box, fonts, (width, height), numbers)
        scene = PlaneScene(
            without_emphasis(snapshot, self.with_emphasis),
            self.theme,
            fonts,
            frame_for(fonts, (width, height), view, numbers),
            (width, height),
            is_picture=True,
            with_probe=self.with_probe,
        )
        paint_plane(painter, scene)


def bar_numbers(scale: Scale) -> tuple[str, ...]:
    """Return the numbers at the colour bar."""
    return tuple(number(value, 3) for value in scale.numbers)
