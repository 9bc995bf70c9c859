"""A target drawn freehand: one stroke from press to release."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from reluviz.core.strokes import Stroke
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.views.frame import Frame

TOO_NARROW = "Draw from left to right, or back: the stroke was too narrow to be a function"


class Pen:
    """Draws the document's target while the button is down.

    Parameters
    ----------
    document : Document
        Whose target is drawn.
    frame : Frame
        What is in view: it stays while a button is down.
    place : QPointF
        Where the button was pressed, in pixels.
    """

    def __init__(self, document: Document, frame: Frame, place: QPointF) -> None:
        self._document, self._frame = document, frame
        project = document.project
        at = frame.place(place.x(), place.y())
        self._stroke = Stroke(*at, frame.pixel, project.domain, project.target)

    def begin(self) -> Gesture:
        """Begin the gesture. The target is shown if it was hidden."""
        hidden = self._document.project.view.hidden
        gesture = self._document.begin("draw the target")
        self._document.set_view(hidden=tuple(name for name in hidden if name != "target"))
        return gesture

    def go_to(self, place: QPointF) -> None:
        """Draw to a place, in pixels; nothing is shown yet."""
        self._stroke.go_to(*self._frame.place(place.x(), place.y()))

    def show(self) -> None:
        """Make what is drawn so far the target."""
        with self._document.trying():
            target = self._stroke.target()
            if target is not None:
                self._document.set_target(target)

    def end(self) -> None:
        """End the gesture; a stroke that is too narrow leaves everything as it was."""
        if self._stroke.is_wide:
            self._document.commit()
        else:
            self._document.cancel()
            self._document.notify(TOO_NARROW)
