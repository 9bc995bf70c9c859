"""What every panel in the middle of the window can do, whatever it shows."""

from __future__ import annotations

from typing import Protocol

from reluviz.document.document import Document
from reluviz.export.picture import PictureSource
from reluviz.views.theme import Theme


class Sheet(Protocol):
    """The part that is painted."""

    def picture(
        self, theme: Theme | None = None, with_probe: bool = True, with_emphasis: bool = True
    ) -> PictureSource:
        """Return what is seen now, to be painted for a file or on paper."""

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""


class MiddlePanel(Protocol):
    """A plot, a plane or a slice."""

    document: Document

    @property
    def plot_widget(self) -> Sheet:
        """What is painted."""

    def fit(self) -> None:
        """Show all."""

    def zoom_in(self) -> None:
        """Show less, larger."""

    def zoom_out(self) -> None:
        """Show more, smaller."""
