"""The window of ``rv.watch``: it shows what comes from the standard input, and stays afterwards."""

from __future__ import annotations

import os
import sys
import threading
from typing import BinaryIO

import msgspec
import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from reluviz.app.application import ARGUMENTS, Application
from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore, user_settings_path
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.files.project_file import loads
from reluviz.views.icons import application_icon
from reluviz.watching import Update

_PAUSE = 33  # milliseconds between two looks at what has come


class Follower(QObject):
    """Gives a document the newest network that came from a stream; all of it is one undo step.

    Parameters
    ----------
    document : Document
        What is shown.
    stream : file
        Where updates come from, each with its length in front.
    """

    def __init__(self, document: Document, stream: BinaryIO) -> None:
        super().__init__(document)
        self._document = document
        self._stream = stream
        self._gesture: Gesture | None = None
        self._newest: Update | None = None
        self._has_ended = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_PAUSE)
        threading.Thread(target=self._read, daemon=True).start()

    @Slot()
    def look(self) -> None:
        """Show what came last."""
        has_ended, update, self._newest = self._has_ended, self._newest, None
        if update is not None:
            self._show(update)
        elif has_ended:
            self._timer.stop()
            if self._gesture is not None:
                self._gesture.commit()

    def _show(self, update: Update) -> None:
        layers = [
            Layer(
                np.frombuffer(weights).reshape(layer.weights.shape),
                np.frombuffer(bias),
                layer.activation,
            )
            for layer, (weights, bias) in zip(
                self._document.network.layers, update.layers, strict=True
            )
        ]
        if self._gesture is None or not self._gesture.is_open:
            self._gesture = self._document.begin("training elsewhere", is_run=True)
        self._document.show_in_run(Network(layers))
        loss = "" if update.loss is None else f", loss {update.loss:.4g}"
        window = self._document.parent()
        if isinstance(window, MainWindow):
            window.setWindowTitle(f"Step {update.step:,}{loss} - ReluViz")

    def _read(self) -> None:
        """In a thread: of many updates that wait only the newest counts."""
        while (data := read_frame(self._stream)) is not None:
            self._newest = msgspec.msgpack.decode(data, type=Update)
        self._has_ended = True


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return what comes next in a stream; None at its end."""
    head = stream.read(4)
    data = stream.read(int.from_bytes(head, "little")) if len(head) == 4 else b""
    return data or None


def main() -> int:
    """Open the window; return the exit status."""
    stream = sys.stdin.buffer
    first = read_frame(stream)
    if first is None:
        return 2
    project = loads(first, "what is watched")
    if hasattr(os, "nice"):
        os.nice(10)  # where processors are short, the loop comes first
    app = Application(ARGUMENTS)
    app.setWindowIcon(application_icon())
    window = MainWindow(store=SettingsStore(user_settings_path()))
    window.document.load(project, None, "Watching")
    window.show()
    Follower(window.document, stream)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
