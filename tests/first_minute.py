"""The README's animation of the first minute, played with the mouse in a real window.

``python tests/first_minute.py`` writes resources/pictures/first-minute.gif. Needs Pillow.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

HOME = tempfile.mkdtemp()
os.environ |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": HOME, "XDG_DATA_HOME": HOME}
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from hands import LEFT, NO_BUTTON, Hands, mouse_to  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QPoint, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402
from tour import PICTURES  # noqa: E402

from reluviz.app.application import ARGUMENTS, Application  # noqa: E402
from reluviz.app.main_window import MainWindow  # noqa: E402
from reluviz.views.theme import load_theme  # noqa: E402

SIZE = (1200, 720)
_STEP, _REST = 60, 1_300  # milliseconds
_ARROW = [(0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12)]


class Film:
    """Frames of a window, each with the mouse in it and its length in milliseconds."""

    def __init__(self, window: MainWindow) -> None:
        self.hands, self.window = Hands(window), window
        self.frames: list[tuple[Image.Image, int]] = []
        self._mouse = QPoint(SIZE[0] // 2, SIZE[1] - 60)

    def shoot(self, length: int) -> None:
        """Take a frame."""
        self.hands.settle()
        if length >= _REST:
            QTest.qWait(300)  # what waits while a hand moves
            self.hands.settle()
        picture = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("white"), 1.5))
        painter.setBrush(QColor("black"))
        corners = [QPointF(self._mouse) + QPointF(x, y) for x, y in _ARROW]
        painter.drawPolygon(QPolygonF(corners))
        painter.end()
        data = bytes(picture.constBits())
        size = picture.width(), picture.height()
        image = Image.frombuffer("RGB", size, data, "raw", "RGB", picture.bytesPerLine(), 1)
        self.frames.append((image, length))

    def go(self, widget: QWidget, to: QPoint, held: bool = False, steps: int = 9) -> None:
        """Move the mouse, and stay there for a while."""
        start, end = self._mouse, widget.mapTo(self.window, to)
        for place in _eased(start, end, steps):
            self._mouse = place
            over = self.window.childAt(place) or self.window
            target = widget if held or over is widget or widget.isAncestorOf(over) else None
            if target is not None:
                button = LEFT if held else NO_BUTTON
                mouse_to(target, target.mapFrom(self.window, place), button)
            self.shoot(_STEP)
        self.shoot(_REST)

    def write(self, path: str) -> None:
        """Write all frames as one file that begins anew at its end."""
        palette = _palette([self.frames[k][0] for k in (10, 20, -3)])
        images = [
            image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in self.frames
        ]
        images[0].save(
            path,
            save_all=True,
            append_images=images[1:],
            duration=[length for _, length in self.frames],
            loop=0,
            optimize=True,
        )


def _eased(start: QPoint, end: QPoint, steps: int) -> Iterator[QPoint]:
    for k in range(1, steps + 1):
        share = k / steps
        yield start + (end - start) * (share * share * (3 - 2 * share))


def _palette(frames: list[Image.Image]) -> Image.Image:
    """The commonest colours, as large pale areas have, and others all over."""
    together = Image.new("RGB", (SIZE[0], len(frames) * SIZE[1]))
    for row, frame in enumerate(frames):
        together.paste(frame, (0, row * SIZE[1]))
    counted = sorted(together.getcolors(2**24), reverse=True)
    found = [part for _, colour in counted[:96] for part in colour]
    found += together.quantize(159, Image.Quantize.MAXCOVERAGE).getpalette()[: 3 * 159]
    palette = Image.new("P", (1, 1))
    palette.putpalette(found)
    return palette


def main() -> None:
    """Point at w1 and w3, pull a joint, take it back."""
    application = Application(ARGUMENTS)
    assert application is not None
    window = MainWindow(theme=load_theme("light"))
    window.resize(*SIZE)
    window.show()
    QTest.qWait(200)
    film = Film(window)
    hands = film.hands
    film.shoot(_REST)
    for name in ("w1", "w3"):
        film.go(hands.diagram, hands.place_of(name))
    joint = hands.at(-0.5, 1.0)
    film.go(hands.picture, joint)
    QTest.mousePress(hands.picture, LEFT, Qt.KeyboardModifier.NoModifier, joint)
    film.go(hands.picture, hands.at(-0.2, 0.4), held=True, steps=14)
    QTest.mouseRelease(hands.picture, LEFT, Qt.KeyboardModifier.NoModifier, hands.at(-0.2, 0.4))
    film.shoot(_REST)
    window.actions_by_id["undo"].trigger()
    film.shoot(2 * _REST)
    film.write(str(PICTURES / "first-minute.gif"))
    window.document.mark_saved(None)
    window.close()


if __name__ == "__main__":
    main()
