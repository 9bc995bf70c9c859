"""What every test stands on: no display, no network, no settings of the user, no widget left."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.document import reports

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The suite plays the same examples every time. `--hypothesis-profile=random` draws new ones, and
# reports the seed that plays them again with `--hypothesis-seed`.
settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("suite")

ARTICLE_POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))

# Windows that Qt makes for itself, once, and keeps.
QT_OWN_WINDOWS = {"QTipLabel", "QDesktopWidget", "QWhatsThat", "QShapedPixmapWidget"}


@pytest.fixture(autouse=True)
def no_time_to_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A training is done at once, unless a test asks for another speed."""
    monkeypatch.setattr(reports, "FIRST_SPEED", None)


@pytest.fixture
def article() -> Network:
    """The first article's worked example: v 1, 1, 1; b 1, 0.5, 0; w 4, -8, 5; b0 -1."""
    return through_points(ARTICLE_POINTS)


class LocalSocket(socket.socket):
    """A socket that reaches nothing outside the machine's own processes."""

    def __init__(self, family: int = -1, *args: object, **kwargs: object) -> None:
        if family in (-1, socket.AF_INET, socket.AF_INET6):
            raise AssertionError("the program opened a network socket; it must never use any")
        super().__init__(family, *args, **kwargs)


class LoopbackSocket(socket.socket):
    """A socket that may reach other processes of this machine, but nothing beyond it."""

    def connect(self, address: object) -> None:
        self._check(address)
        super().connect(address)

    def connect_ex(self, address: object) -> int:
        self._check(address)
        return super().connect_ex(address)

    def bind(self, address: object) -> None:
        self._check(address)
        super().bind(address)

    def _check(self, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"the program opened a socket to {address[0]!r}")


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network socket fails the test; one that is marked `loopback` may reach this machine."""
    loopback = request.node.get_closest_marker("loopback") is not None
    monkeypatch.setattr(socket, "socket", LoopbackSocket if loopback else LocalSocket)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings, data and caches go to a folder of the test's own, beside its tmp_path."""
    home = tmp_path.with_name(tmp_path.name + "-home")
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    from PySide6.QtCore import QSettings

    for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(home / "config"))


@pytest.fixture(autouse=True)
def _empty_clipboard() -> Iterator[None]:
    """What a test copied goes with it: Qt would delete it only after Python has ended."""
    yield
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def _mouse_in_the_corner() -> None:
    """Where the test before left the mouse, a move to the same place would be none.

    A tip that it left on the screen would lie over the window and take the mouse.
    """
    from PySide6.QtGui import QCursor
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return
    for window in QApplication.topLevelWidgets():
        if window.metaObject().className() in QT_OWN_WINDOWS:
            window.hide()
    QCursor.setPos(7, 7)


@pytest.fixture(autouse=True)
def _no_motion(monkeypatch: pytest.MonkeyPatch) -> None:
    """What eases is there at once, so that a test finds it where it will be."""
    if "reluviz.views.plot.curve_plot" in sys.modules:
        monkeypatch.setattr("reluviz.views.plot.curve_plot.EASE", 0)


@pytest.fixture(autouse=True)
def _no_widget_left() -> Iterator[None]:
    """A test that leaves a window behind fails: it would disturb the tests after it."""
    before = _windows()
    yield
    left = [window for window in _windows() if window not in before]
    if left:
        left.clear()
        gc.collect()
        left = [window for window in _windows() if window not in before]
    names = sorted(f"{type(window).__name__} {window.objectName()!r}" for window in left)
    for window in left:
        window.hide()  # deleting what is half made can end the whole run
    if names:
        pytest.fail(f"the test left windows behind: {', '.join(names)}")


def _windows() -> list[QWidget]:
    """Top-level widgets that are still alive, apart from those Qt keeps for itself."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    if QApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [
        window
        for window in QApplication.topLevelWidgets()
        if isValid(window) and window.metaObject().className() not in QT_OWN_WINDOWS
    ]
