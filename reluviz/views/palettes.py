"""Colours of panels made of widgets, and the thin lines between their parts."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from reluviz.views.theme import Theme


def panel_palette(base: QPalette, theme: Theme) -> QPalette:
    """Return a palette in the colours of a theme."""
    role, palette = QPalette.ColorRole, QPalette(base)
    for colour_role, colour in (
        (role.Window, theme.ground),
        (role.Base, theme.ground),
        (role.Button, theme.surface),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.ground),
    ):
        palette.setColor(colour_role, QColor(colour))
    return palette


def divider() -> QWidget:
    """Return a thin line; `colour_divider` gives it its colour."""
    line = QWidget()
    line.setFixedHeight(1)
    line.setAutoFillBackground(True)
    line.setBackgroundRole(QPalette.ColorRole.Window)
    return line


def colour_divider(line: QWidget, theme: Theme) -> None:
    """Change the colour of a line made by `divider`."""
    palette = QPalette(line.palette())
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.border))
    line.setPalette(palette)
