"""What the program is, what it is made of, and what to send along with a question."""

from __future__ import annotations

import platform
from importlib import metadata

import PySide6
from PySide6.QtCore import QLibraryInfo, QLocale, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import MessageLine, close_box, heading, plain_label, size_dialog
from reluviz.version import find_version

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
