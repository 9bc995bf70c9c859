"""What Qt calls in our classes may fail: that is reported, and the window goes on.

Left alone, an exception in an override reaches whoever happened to move, show or resize a widget,
or leaves a painter open, at which Qt ends the process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import wraps
from traceback import clear_frames, walk_tb
from types import FunctionType, TracebackType
from typing import Any

from PySide6.QtCore import QObject, QRectF, QTimer
from PySide6.QtGui import QCloseEvent, QPainter
from shiboken6 import isValid

_ANSWERS: dict[str, object] = {
    "event": False,
    "eventFilter": False,
    "viewportEvent": False,
    "setData": False,
    "rowCount": 0,
    "columnCount": 0,
    "data": None,
    "headerData": None,
    "boundingRect": QRectF(),  # Qt's own is there for some classes only
}
"""What is answered for an override that fails."""

_OF_QT = {
    *("sizeHint", "minimumSizeHint", "flags", "createEditor", "stepEnabled"),
    *("selectionCommand", "tickValues", "tickStrings"),
}
"""Overrides in whose place Qt's own is asked when they fail."""

_ACTS = {
    *("paint", "paintSection", "updateEditorGeometry", "setEditorData", "setModelData"),
    *("currentChanged", "stepBy", "dataChanged", "closeEditor"),
}
"""Overrides that answer nothing, beside those called something with Event."""

_GUARDED = _ACTS | _OF_QT | _ANSWERS.keys()

_PAUSE = 5.0
"""Seconds in which the same failure is not reported again: painting fails sixty times in one."""

_reported: dict[str, float] = {}


class Guarded:
    """A class of Qt whose overrides may fail; stands before Qt's class among the bases."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, found in list(vars(cls).items()):
            is_guarded = name.endswith("Event") or name in _GUARDED
            if is_guarded and isinstance(found, FunctionType):
                setattr(cls, name, _guard(cls, name, found))


def _guard(cls: type, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def guarded(self: Any, *arguments: Any) -> Any:
        try:
            return guarded.__wrapped__(self, *arguments)
        except Exception as error:
            is_new = _report(function.__qualname__, error)
            _end_painters(error.__traceback__)
            clear_frames(error.__traceback__)  # what the painters were borrowed from goes, too
            if name.startswith("paint"):
                _cover(self)
            elif name == "closeEvent" and is_new:
                _stay_open(arguments[0])
        if name in _OF_QT:
            return getattr(super(cls, self), name)(*arguments)
        return _ANSWERS.get(name)

    return guarded


def _end_painters(traceback: TracebackType | None) -> None:
    """End what was painting, before what it paints on is gone: else Qt ends the process."""
    frames = [frame for frame, _ in walk_tb(traceback)]
    for frame in reversed(frames):
        for value in reversed(list(frame.f_locals.values())):
            if isinstance(value, QPainter) and isValid(value) and value.isActive():
                value.end()


def _report(where: str, error: Exception) -> bool:
    """Report an error, unless it was just reported; return whether it was not."""
    key, now = f"{where} {error!r}", time.monotonic()
    is_new = now - _reported.get(key, -_PAUSE) >= _PAUSE
    if is_new:
        _reported[key] = now
        sys.excepthook(type(error), error, error.__traceback__)
    return is_new


def _cover(widget: object) -> None:
    """Have the panel that a widget is in say that it cannot show the network."""
    while isinstance(widget, QObject):
        show_trouble = getattr(widget, "show_trouble", None)
        if show_trouble is not None:
            QTimer.singleShot(0, widget, show_trouble)  # not while something is painted
            return
        widget = widget.parent()


def _stay_open(event: QCloseEvent) -> None:
    """A window that fails to close is not closed, the first time: its work may not be saved."""
    event.ignore()
