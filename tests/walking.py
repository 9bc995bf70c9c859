"""Walks all widgets of a window and says what is wrong with what is seen of them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QScrollArea,
    QSlider,
    QTabBar,
    QToolButton,
    QWidget,
)
from scenes import NETWORKS, PLACES, SIZES, Scene

from reluviz.app.application import ARGUMENTS, Application
from reluviz.app.main_window import MainWindow
from reluviz.app.status_bar import ElidedLabel
from reluviz.views.shell import Button, IconButton
from reluviz.views.text_labels import CutLabel

SLACK = 1  # pixels
_ROUNDS = 5  # until each layout has told the one that it is in

TEXTS = (QLabel, QAbstractButton, QComboBox, QTabBar)
"""Widgets that are written on."""


def faults(window: MainWindow) -> list[str]:
    """Return what is cut, covered, dead or too low in a window, each in words."""
    seen = [part for part in window.findChildren(QWidget) if part.isVisible()]
    texts = [part for part in seen if isinstance(part, TEXTS) and _text(part) and part.width()]
    found = [*_plot(window), *_overlaps(texts), *_dead(seen)]
    for part in texts:
        found += _cut(part)
        found += _outside(part)
    return found


def seen_of(part: QWidget) -> QRect:
    """Return what is in sight of a widget, in the window's pixels."""
    rect = _place(part)
    above = part.parentWidget()
    while above is not None and not above.isWindow():
        rect &= _place(above)
        above = above.parentWidget()
    return rect


def _plot(window: MainWindow) -> Iterator[str]:
    height = seen_of(window.main_panels.view.plot_widget).height()
    if 2 * height < window.height():
        yield f"the plot has {height} of {window.height()} pixels"


def _cut(part: QWidget) -> Iterator[str]:
    """What is written on a widget needs more room than it has."""
    text, room = _text(part), part.contentsRect()
    if "<" in text or isinstance(part, ElidedLabel) or (part.toolTip() and "…" in text):
        return  # formatted; or shortened, with all of it in the tip
    if isinstance(part, QLabel) and part.wordWrap():
        need = part.heightForWidth(part.width())
        if need > part.height() + SLACK and not isinstance(part, CutLabel):
            yield f"{_named(part)} has {part.height()} of {need} pixels of height"
        return
    need = _width(part)
    if need > room.width() + SLACK:
        yield f"{_named(part)} has {room.width()} of {need} pixels of width"


def _outside(part: QWidget) -> Iterator[str]:
    """A widget is beyond the edge of what it is in, where nobody can scroll to it."""
    above, rect = part.parentWidget(), _place(part)
    can_scroll = False
    while above is not None and not above.isWindow():
        room = _place(above)
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            can_scroll = can_scroll or isinstance(above.parentWidget(), QScrollArea)
        if rect.left() < room.left() - SLACK or rect.right() > room.right() + SLACK:
            yield f"{_named(part)} is beyond the side of {_named(above)}"
            return
        is_beyond = rect.top() < room.top() - SLACK or rect.bottom() > room.bottom() + SLACK
        if is_beyond and not can_scroll:
            yield f"{_named(part)} is beyond the height of {_named(above)}"
            return
        if can_scroll:
            rect = QRect(rect.x(), room.y(), rect.width(), 1)
        above = above.parentWidget()


def _overlaps(texts: list[QWidget]) -> Iterator[str]:
    """Two things with words share pixels, and neither is in the other."""
    for one, other in combinations(texts, 2):
        if one.parentWidget() is not other.parentWidget() or _is_cover(one) or _is_cover(other):
            continue
        shared = one.geometry() & other.geometry()
        if shared.width() > SLACK and shared.height() > SLACK:
            yield f"{_named(one)} and {_named(other)} overlap"


def _dead(seen: list[QWidget]) -> Iterator[str]:
    """A button that cannot be used and is seen all the same."""
    for part in seen:
        is_seen = not isinstance(part, (Button, IconButton)) and not isinstance(
            part.parentWidget(), (QTabBar, QSlider)
        )
        if isinstance(part, QAbstractButton) and not part.isEnabled() and is_seen:
            yield f"{_named(part)} is there and cannot be used"


def _is_cover(part: QWidget) -> bool:
    return part.objectName() == "cover"


def _text(part: QWidget) -> str:
    if isinstance(part, QComboBox):
        return part.currentText()
    if isinstance(part, QTabBar):
        return " ".join(part.tabText(index) for index in range(part.count()))
    if isinstance(part, QToolButton) and part.toolButtonStyle().value == 0:
        return ""  # an icon alone
    return part.text() if isinstance(part, (QLabel, QAbstractButton)) else ""


def _width(part: QWidget) -> int:
    advance = part.fontMetrics().horizontalAdvance
    if isinstance(part, QTabBar):
        return part.tabRect(part.count() - 1).right()
    widths = [advance(line.replace("&", "")) for line in _text(part).split("\n")]
    extra = 0
    if isinstance(part, QComboBox):
        extra = 20  # the arrow
    if isinstance(part, QToolButton):
        extra = part.iconSize().width() if not part.icon().isNull() else 0
    return max(widths) + extra


def _place(part: QWidget) -> QRect:
    return QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())


def _named(part: QWidget) -> str:
    inside = part.parentWidget()
    while inside is not None and not inside.objectName():
        inside = inside.parentWidget()
    where = inside.objectName() if inside is not None else ""
    return f"{type(part).__name__} {part.objectName()!r} {_text(part)[:30]!r} in {where}"


def walk(
    window: MainWindow, scenes: Mapping[str, Scene], sizes: Iterable[tuple[int, int]]
) -> list[str]:
    """Return what is wrong in a window that shows one scene after the other in some sizes."""
    found = []
    window.setUpdatesEnabled(False)  # what is painted is of no account here, and takes longest
    for name, show in scenes.items():
        show(window)
        window.document.publish()
        for size in sizes:
            window.resize(*size)
            for _ in range(_ROUNDS):
                QCoreApplication.processEvents()
            found += [f"{name}, {size[0]} x {size[1]}: {fault}" for fault in faults(window)]
    return found


def main() -> None:
    """Write what is wrong in some scenes, as JSON, to the standard output."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        application = Application(ARGUMENTS)
        assert application is not None
        window = MainWindow()
        window.resize(*SIZES[0])
        window.show()
        scenes = PLACES | NETWORKS
        print(json.dumps(walk(window, scenes, SIZES[:1])))
        window.document.mark_saved(None)
        window.close()


if __name__ == "__main__":
    main()
