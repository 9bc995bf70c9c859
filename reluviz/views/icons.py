"""The program's icons: SVG files drawn in the colours of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from reluviz.paths import resource
from reluviz.views.theme import Theme

_SIZES = (16, 32, 48)


def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon of ``resources/icons/`` in the text colour of a theme, muted when disabled.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    """
    source = _source(name)
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, theme.text), (QIcon.Mode.Disabled, theme.border)):
        renderer = _renderer(source.replace("currentColor", colour))
        for size in _SIZES:
            result.addPixmap(_drawn(renderer, size), mode)
    return result


def application_icon() -> QIcon:
    """Return the icon of the program's windows; it has colours of its own."""
    renderer = _renderer(resource("desktop", "reluviz.svg").read_text(encoding="utf-8"))
    result = QIcon()
    for size in (16, 32, 48, 128):
        result.addPixmap(_drawn(renderer, size))
    return result


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _renderer(drawing: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(drawing.encode()))


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
