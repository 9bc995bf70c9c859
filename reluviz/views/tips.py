"""Tooltips: what they say is shown as it is, and beside the thing that they explain."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QToolTip, QWidget

_BELOW = 16
"""Qt shows a tip so many pixels below the place that it is given: below the cursor."""


def plain_tip(text: str | None) -> str:
    """Return a tooltip that shows a text as it is: Qt takes what looks like markup for it."""
    if not text:
        return ""
    return f"<span>{escape(text)}</span>" if "<" in text or "&" in text else text


def show_below(at: QPoint, text: str, widget: QWidget, thing: QRect) -> None:
    """Show a tip below the mouse and below the thing that it explains, so that this is seen.

    Parameters
    ----------
    at : QPoint
        Where the mouse is on the screen.
    text : str
        What is said; nothing hides a tip.
    widget : QWidget
        What the thing is in.
    thing : QRect
        Where it is there; empty for nothing that could be covered.
    """
    bottom = widget.mapToGlobal(thing.bottomLeft()).y() if thing.isValid() else at.y()
    QToolTip.showText(QPoint(at.x(), max(at.y(), bottom + 2 - _BELOW)), text, widget)
