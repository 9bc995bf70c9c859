"""The document is saved by itself while it has changes, apart from the user's own file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot

from reluviz.app.context import Context, Controller
from reluviz.app.copies import CopiesController
from reluviz.document.background import Background
from reluviz.document.snapshot import Snapshot
from reluviz.files.kept import AUTOSAVED, drop_autosaved, keep_copy
from reluviz.files.project import Project

SOON, LATER = 2_000, 30_000
"""Milliseconds from a change to the writing: of what is small, and of all else."""

SMALL = 5_000
"""Numbers in a document that is written in a blink."""


class Autosave(Controller):
    """Writes a copy of the document soon after a change, in the background.

    Nothing is written before `start`, which names the folder: a window that is made by itself keeps
    nothing. Once the document is saved, or another is shown, its copies go.
    """

    def __init__(self, context: Context, copies: CopiesController) -> None:
        super().__init__(context)
        self._copies = copies
        self._folder: Path | None = None
        self._kept: Project | None = None
        self._load_number = self._document.load_number
        self._has_copies = self._has_complained = False
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)
        self._document.snapshot_changed.connect(self._on_snapshot_changed)

    def start(self, folder: Path) -> None:
        """From now on, keep copies in a folder."""
        self._folder = folder

    def write_now(self) -> None:
        """Write a copy if there is work that has none."""
        project = self._document.project
        if self._folder is None or project is self._kept or not self._document.has_work:
            return
        self._kept, self._has_copies = project, True
        work = partial(keep_copy, project, self._copies.origin(), self._folder, AUTOSAVED)
        self._background.run(work, _nothing, self._on_failed)

    def close(self) -> None:
        """The document is saved, or given up on purpose: its copies go."""
        self._timer.stop()
        self._background.close()
        if self._has_copies and self._folder is not None:
            drop_autosaved(self._folder, self._copies.session)

    # Private

    @Slot(object)
    def _on_snapshot_changed(self, new: Snapshot) -> None:
        if self._folder is None:
            return
        if new.load_number != self._load_number or not self._document.has_work:
            self._load_number = new.load_number
            self._timer.stop()
            self._drop()
        if self._document.has_work and not self._timer.isActive():
            target = new.target
            size = new.network.n_parameters + (0 if target is None else len(target.x))
            self._timer.start(SOON if size <= SMALL and not new.in_run else LATER)

    @Slot()
    def _on_due(self) -> None:
        self.write_now()

    def _drop(self) -> None:
        self._kept = None
        if self._has_copies and self._folder is not None:
            self._has_copies = False
            work = partial(drop_autosaved, self._folder, self._copies.session)
            self._background.run(work, _nothing, self._on_failed)

    def _on_failed(self, error: ValueError) -> None:
        if not self._has_complained:
            self._has_complained = True
            self._document.notify(f"The changes could not be saved meanwhile: {error}")


def _nothing(_: object) -> None:
    """Nobody waits for the answer."""
