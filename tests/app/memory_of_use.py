"""Print by how many bytes and objects a window grows over many uses of one kind.

Run by `test_memory.py` in a process of its own: ``python memory_of_use.py KIND COUNT WARM_UP``.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore
from reluviz.core.network import ParameterId
from reluviz.core.training import TrainSettings
from reluviz.files.examples import list_examples, load_example
from reluviz.files.project_file import write_project

WEIGHT = ParameterId(0, 0, 0)
STEPS = TrainSettings(steps=40)
AT_ONCE = 1_000  # updates of one drag


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def in_use() -> tuple[int, int]:
    """Bytes of memory once what can be given back is given back, and objects of Python."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096, len(gc.get_objects())


def drag(window: MainWindow, _: Path, turn: int) -> None:
    """One update of a drag."""
    document = window.document
    if turn % AT_ONCE == 0:
        document.commit()
        document.begin("drag")
    document.set_parameter(WEIGHT, 1 + 0.001 * (turn % 50))
    document.publish()
    QApplication.processEvents()


def open_document(window: MainWindow, folder: Path, turn: int) -> None:
    """Open a file in place of the one that was there, as from the menu."""
    files = sorted(folder.glob("*.reluviz"))
    window.document.mark_saved(None)
    window.files.open_path(files[turn % len(files)])
    while window.files.is_opening:
        QApplication.processEvents()
    settle()


def train(window: MainWindow, _: Path, turn: int) -> None:
    """A whole training; the list of runs is kept short, as a user would."""
    window.document.trainer.set_speed(None)
    window.document.trainer.play(STEPS)
    while window.document.trainer.is_busy or window.document.snapshot.training.is_running:
        QApplication.processEvents()
    window.document.set_runs(())
    settle()


USES: dict[str, Callable[[MainWindow, Path, int], None]] = {
    "drag": drag,
    "open": open_document,
    "train": train,
}


def main(kind: str, count: str, warm_up: str) -> None:
    app = QApplication([])
    with TemporaryDirectory() as name:
        folder = Path(name)
        for example in list_examples():
            write_project(load_example(example.name), folder / f"{example.name}.reluviz")
        window = MainWindow(store=SettingsStore(folder / "settings.ini"))
        window.show()
        settle()
        for turn in range(int(warm_up)):
            USES[kind](window, folder, turn)
        before = in_use()
        for turn in range(int(count)):
            USES[kind](window, folder, turn)
        print(*(now - then for now, then in zip(in_use(), before, strict=True)))
        window.document.commit()
        window.document.mark_saved(None)
        window.close()
        settle()
    del app


if __name__ == "__main__":
    main(*sys.argv[1:])
