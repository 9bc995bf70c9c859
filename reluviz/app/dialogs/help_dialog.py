"""The Help menu: what can be grabbed, the mouse and the keys; versions and licences."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from html import escape
from importlib import metadata

import PySide6
from PySide6.QtCore import QLibraryInfo, QLocale, qVersion
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import MessageLine, close_box, heading, plain_label, size_dialog
from reluviz.app.help_texts import Topic, topics
from reluviz.paths import resource
from reluviz.version import find_version
from reluviz.views.guard import Guarded

_GRABS = (
    (
        "A joint, sideways",
        "Moves this joint; its neighbours stay. Up to three weights and one bias change.",
        "Moves the kink of this ReLU by its bias b; the whole active side follows.",
    ),
    (
        "A joint, up and down",
        "Moves this joint; its neighbours stay. Up to three weights change.",
        "The first joint: b0, so everything moves. For the others take a segment.",
    ),
    (
        "A segment",
        "Lifts both of its ends.",
        "Turns it about its kink: the weight w of the ReLU that starts there.",
    ),
    (
        "Double-click on the curve",
        "Adds a joint. The curve stays as it is until you move it.",
        "The same.",
    ),
    ("Delete", "Removes the selected joint.", "The same."),
    (
        "An edge in the diagram",
        "Drag or scroll changes its weight; double-click types it.",
        "The same.",
    ),
    ("A number in the table", "Type it, scroll it, or use the arrow keys.", "The same."),
)

_MOUSE = (
    ("Hover a joint, an edge, a ReLU or a number", "Shows which part of the curve it would move."),
    ("Move over the plot", "Sets the probe: the diagram shows live values at that x."),
    (
        "Drag: Target",
        "Drags points of the target; a double-click adds one, Delete removes the selected one.",
    ),
    ("Drag: Draw", "Draws the target freehand; a second stroke replaces what it passes over."),
    (
        "Click a point of the chart in Best fit",
        "Makes the network the best fit with so many segments.",
    ),
    ("Click a chart in Train", "Goes back to that step; Play goes on from there."),
    (
        "Drag an input of the diagram, or double-click it",
        "Moves or types the probe; in the diagram the key X types it, too.",
    ),
    ("+ unit and + layer in the diagram", "Add one; the keys U and Shift+U do the same there."),
    ("Click a segment", "Reads it: its equation, its interval, and the ReLUs that make its slope."),
    ("Click the last title of the table", "Shows how much each ReLU matters, or goes back."),
    ("Wheel over the plot", "Zooms about the mouse."),
    ("Drag on empty ground", "Shifts the plot."),
    ("Click a word above the plot", "Switches a layer on or off; “more” has all of them."),
    (
        "Double-click a title",
        "Shows that panel alone, and all of them again. Right-click it to take the panel out.",
    ),
    ("Right-click", "Opens a menu for the thing under the mouse."),
)

_KEYS = (
    ("Arrow keys", "Move the selected joint, segment or parameter by one step."),
    ("Shift with arrow keys", "Fine steps."),
    ("Ctrl with arrow keys", "Coarse steps."),
    ("Ctrl while dragging", "Snaps to the grid."),
    (
        "Alt with arrow keys in the diagram",
        "Go from unit to unit, or along the weights and biases; Space goes from one to the other.",
    ),
    ("Escape", "Gives up a drag; everything is as before."),
    ("Tab", "Goes on to the next thing that takes keys."),
)


class HelpDialog(Guarded, QDialog):
    """One page to read, without a network connection.

    Parameters
    ----------
    actions : sequence of QAction, optional
        Those with a shortcut are listed with it. If left out, the actions of `parent`.
    topic : str
        objectName of the panel that it opens at; at the top without one.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        actions: Sequence[QAction] | None = None,
        topic: str = "",
    ) -> None:
        super().__init__(parent)
        self._topic = topic
        self.setObjectName("help_dialog")
        self.setWindowTitle("ReluViz help")
        self._page = QTextBrowser()
        self._page.setAccessibleName("Help")
        self._page.setOpenExternalLinks(False)  # there are none: all links are to a place here
        self._page.setSearchPaths([str(resource("help"))])
        if actions is None:
            actions = [] if parent is None else parent.findChildren(QAction)
        self._page.setHtml(_page(_shortcuts(actions), self.palette()))
        layout = QVBoxLayout(self)
        layout.addWidget(self._page, 1)
        layout.addWidget(close_box(self))
        size_dialog(self, 110, 38)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._topic:  # only now the page knows how wide it is, and where things are on it
            self._page.scrollToAnchor(self._topic)

    @property
    def text(self) -> str:
        """The page as plain text."""
        return self._page.toPlainText()


def _shortcuts(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    found = {
        (action.shortcut().toString(native), _without_mnemonic(action.text()))
        for action in actions
        if action.text() and not action.shortcut().isEmpty()
    }
    return sorted(found, key=lambda pair: pair[1])


def _without_mnemonic(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _page(shortcuts: Sequence[tuple[str, str]], palette: QPalette) -> str:
    border = palette.color(QPalette.ColorRole.Mid).name()
    shade = palette.color(QPalette.ColorRole.AlternateBase).name()
    style = (
        "<style>h2 { margin-top: 14px; margin-bottom: 6px; } p { margin-bottom: 8px; }"
        f" th {{ background-color: {shade}; text-align: left; }} td, th {{ padding: 5px 8px; }}"
        f" table {{ border-collapse: collapse; border: 1px solid {border}; }}</style>"
    )
    parts = [
        style,
        "<h2>One network, three panels</h2>",
        "<p>The diagram shows what is connected, the plot what the network computes, and the "
        "inspector its numbers. Each ReLU has one colour in all three. Take hold of a thing in "
        "one panel and the other two follow at once; one undo takes it back.</p>",
        "<h2>What you can grab</h2>",
        _table(("Take hold of", "“This point”", "“This ReLU”"), _GRABS),
        "<p>“This point” needs rays that all rise to the right, one for each segment. Where they "
        "do not, the window offers to rewrite the network: the same curve, other weights.</p>",
        "<h2>Mouse</h2>",
        _table(("Do this", "What happens"), _MOUSE),
        "<h2>Panels</h2>",
        "<p>F1 opens this page at the panel that has the keys.</p>",
        "<p>" + " · ".join(f'<a href="#{t.name}">{escape(t.title)}</a>' for t in topics()) + "</p>",
        *(_section(topic) for topic in topics()),
        "<h2>Keys</h2>",
        _table(("Key", "What happens"), (*_KEYS, *shortcuts)),
    ]
    return "".join(parts)


def _section(topic: Topic) -> str:
    """A panel: what it looks like, and what it is for."""
    heading = f'<h3><a name="{topic.name}"></a>{escape(topic.title)}</h3>'
    return f'{heading}<p><img src="{topic.name}.png"></p>{topic.html()}'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows]
    return f'<table width="100%" border="1" cellspacing="0">{"".join(lines)}</table>'


_SUMMARY = (
    "Understand a ReLU network by hand: touch a joint, a ray, an edge or a number, and see exactly "
    "what moves, by how much and why."
)

_PARTS = (
    ("NumPy", "numpy", "BSD-3-Clause"),
    ("pyqtgraph", "pyqtgraph", "MIT"),
    ("msgspec", "msgspec", "BSD-3-Clause"),
)


def parts() -> list[tuple[str, str, str]]:
    """Return name, version and licence of all that the program is made of."""
    return [
        ("ReluViz", find_version(), "MIT"),
        ("Python", platform.python_version(), "PSF-2.0"),
        ("Qt", qVersion() or "unknown", "LGPL-3.0"),
        ("PySide6", PySide6.__version__, "LGPL-3.0"),
        *((name, metadata.version(package), kind) for name, package, kind in _PARTS),
    ]


def diagnostics() -> str:
    """Return what helps to find a fault: versions, system and screen. Nothing personal."""
    lines = [f"{name} {version}" for name, version, _ in parts()]
    lines.append(f"System: {platform.platform()}, {platform.machine()}")
    lines.append(f"Qt: {QGuiApplication.platformName()}, {QLibraryInfo.version().toString()}")
    for screen in QGuiApplication.screens():
        size = screen.size()
        scale = screen.devicePixelRatio()
        lines.append(f"Screen: {size.width()} x {size.height()}, scale {scale:g}")
    lines.append(f"Locale: {QLocale.system().name()}")
    lines.append(f"Colours: {QGuiApplication.styleHints().colorScheme().name.lower()}")
    return "\n".join(lines) + "\n"


class AboutDialog(QDialog):
    """Name, versions, licences, and a button that copies them for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle("About ReluViz")
        title = heading("ReluViz")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        title.setFont(font)
        self.message = MessageLine()
        self._buttons = close_box(self)
        self.copy_button = self._buttons.addButton(
            "&Copy diagnostics", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.setToolTip("Versions, system and screen, to send along with a question")
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(plain_label(_SUMMARY, wrap=True))
        layout.addWidget(line)
        layout.addLayout(_parts_grid())
        layout.addStretch(1)
        layout.addWidget(self.message)
        layout.addWidget(self._buttons)
        size_dialog(self, 68, 24)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(diagnostics())
        self.message.say("Copied.")


def _parts_grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(2, 1)
    grid.setHorizontalSpacing(24)
    for column, name in enumerate(("Part", "Version", "Licence")):
        grid.addWidget(heading(name), 0, column)
    for row, part in enumerate(parts(), 1):
        for column, text in enumerate(part):
            grid.addWidget(plain_label(text), row, column)
    return grid
