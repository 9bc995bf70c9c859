"""The window while its network changes under a mouse that rests somewhere in it.

As a program, ``python mouse_at_rest.py CHANGES SEED`` opens the window, makes so many changes at
random, and ends with status 0 and without a word. On a screen of X the mouse is the real one.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from reluviz.app.ask import Ask, Leave
from reluviz.app.lower_panels import GROUPS, LOWER_PANELS
from reluviz.app.main_window import MainWindow
from reluviz.app.status_bar import formula
from reluviz.files.examples import list_examples, load_example
from reluviz.files.project_file import write_project
from reluviz.lessons.reading import list_lessons
from reluviz.views.panel import Panel

BUTTON, KEYS = Qt.MouseButton.LeftButton, Qt.Key
PRESSED = (
    *(KEYS.Key_Up, KEYS.Key_Right, KEYS.Key_PageDown, KEYS.Key_PageUp, KEYS.Key_Delete),
    *(KEYS.Key_Return, KEYS.Key_Escape, KEYS.Key_Tab, KEYS.Key_7),
)


class Discards(Ask):
    """Asked about changes, throws them away."""

    def save_changes(self, name: str, then: Callable[[Leave], None]) -> None:
        then(Leave.DISCARD)


class Resting:
    """A mouse in a window, and what changes under it.

    Parameters
    ----------
    window : MainWindow
        The window, shown.
    folder : Path
        For a file to open.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.document = window.document
        self.files = [folder / f"{name}.reluviz" for name in ("hat", "xor", "predictor")]
        for path in self.files:
            write_project(load_example(path.stem), path)

    # The mouse

    def spots(self) -> list[QPoint]:
        """Return places over every picture and every row that can be seen, on the screen."""
        found = []
        for panel in self.panels():
            for widget in (panel, *panel.findChildren(QWidget)):
                if widget.isVisible() and not widget.visibleRegion().isEmpty():
                    places = [widget.rect().center(), widget.rect().center() / 2]
                    if isinstance(widget.parent(), QTableView):
                        places = self._rows(widget.parent())
                    seen = [at for at in places if widget.visibleRegion().contains(at)]
                    if widget.hasMouseTracking():
                        found += [widget.mapToGlobal(at) for at in seen]
        return found

    def _rows(self, table: QTableView) -> list[QPoint]:
        rows = range(table.model().rowCount())
        return [table.visualRect(table.model().index(row, 1)).center() for row in rows]

    def move(self, spot: QPoint) -> None:
        """Put the mouse somewhere on the screen, through all of Qt."""
        if QGuiApplication.platformName() == "xcb":
            subprocess.run(["xdotool", "mousemove", str(spot.x()), str(spot.y())], check=True)
            QTest.qWait(10)
        else:
            QTest.mouseMove(self.window.windowHandle(), self.window.mapFromGlobal(spot))

    def press(self, spot: QPoint, to: QPoint, between: Callable[[], None]) -> None:
        """Press, move and release, and do something before the release."""
        handle, here = self.window.windowHandle(), self.window.mapFromGlobal
        QTest.mousePress(handle, BUTTON, Qt.KeyboardModifier.NoModifier, here(spot))
        QTest.mouseMove(handle, (here(spot) + here(to)) / 2)
        QTest.mouseMove(handle, here(to))
        between()
        QTest.mouseRelease(handle, BUTTON, Qt.KeyboardModifier.NoModifier, here(to))

    # What must hold

    def panels(self) -> list[Panel]:
        return [panel for panel in self.window.findChildren(Panel) if panel.isVisible()]

    def check(self) -> None:
        """All that is seen is of the document, once nothing waits."""
        for _ in range(4):
            QApplication.processEvents()
        document, window = self.document, self.window
        new = document.snapshot
        assert new.state is document.state, "not published"
        showing = [panel for panel in self.panels() if panel.can_show(new)]
        behind = {p.objectName(): p.revision for p in showing if p.revision != new.revision}
        assert not behind, f"{behind}, the document is at {new.revision}"
        assert all(panel.needs for panel in self.panels() if panel not in showing)
        assert window.windowTitle() == f"{new.name}[*] - ReluViz"
        assert window.isWindowModified() == document.is_modified
        if new.gesture is None:  # during one it waits for 30 ms
            assert window.status.findChild(QWidget, "formula").text() == formula(new, 12)

    # What changes

    def to_kind(self, name: str) -> None:
        """Make the network that of an example, as one step."""
        self.document.commit()  # as all do that the window offers
        self.document.set_project(load_example(name), f"become {name}")

    def act(self, action: str) -> None:
        if self.window.actions_by_id[action].isEnabled():
            self.window.actions_by_id[action].trigger()

    def random_changes(self, count: int, seed: int) -> None:
        """Change something, so many times, with the mouse somewhere; checked after each."""
        chance = random.Random(seed)
        lower, examples = self.window.lower_panels, [one.name for one in list_examples()]
        lessons = list_lessons()

        def tabs() -> None:
            lower.show(chance.choice([panel.name for panel in LOWER_PANELS]))

        changes: list[Callable[[], object]] = [
            *[lambda: self.act("undo"), lambda: self.act("redo")] * 3,
            *[lambda: self.to_kind(chance.choice(examples))] * 3,
            lambda: self.window.files.open_example(chance.choice(examples)),
            lambda: self.window.lessons.start(chance.choice(lessons)),
            lambda: self.act(chance.choice(["lesson_next", "lesson_back", "lesson_over"])),
            lambda: self.act("new"),
            lambda: self.window.files.open_path(chance.choice(self.files)),
            *[lambda: self.act(chance.choice(["add_layer", "remove_layer", "add_unit"]))] * 2,
            *[tabs] * 2,
            lambda: lower.show_group(chance.choice(GROUPS), True),
            *[lambda: QTest.keyClick(self.window.windowHandle(), chance.choice(PRESSED))] * 3,
        ]
        for _ in range(count):
            spots = self.spots()
            self.move(chance.choice(spots))
            change = chance.choice(changes)
            if chance.random() < 0.2:
                self.press(chance.choice(spots), chance.choice(spots), change)
            else:
                change()
            if chance.random() < 0.3:
                self.move(chance.choice(spots))  # before it is published
            self.check()


def open_every_tab(window: MainWindow) -> None:
    """Show all panels under the plot, in tabs one behind the other."""
    for panel in LOWER_PANELS:
        window.lower_panels.show(panel.name)


def main(changes: int, seed: int) -> int:
    from reluviz.app.application import Application

    failed: list[BaseException] = []
    app = Application([])
    window = MainWindow(ask=Discards(None))
    sys.excepthook = lambda kind, error, trace: (
        failed.append(error),
        sys.__excepthook__(kind, error, trace),
    )
    window.resize(1200, 760)
    window.show()
    QTest.qWaitForWindowExposed(window)
    folder = Path(tempfile.mkdtemp())
    open_every_tab(window)
    Resting(window, folder).random_changes(changes, seed)
    window.document.cancel()
    window.document.mark_saved(None)
    window.close()
    window.deleteLater()
    app.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    shutil.rmtree(folder)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
