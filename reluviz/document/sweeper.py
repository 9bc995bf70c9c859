"""Training of many networks, in a thread that hands the work to processes or to a cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from reluviz.core.words import sentence
from reluviz.document.background import Background
from reluviz.document.reports import SweepSettings, SweepState
from reluviz.document.sweep_course import Found, SweepCourse

if TYPE_CHECKING:
    from reluviz.document.document import Document


class Sweeper(QObject):
    """Trains many networks on the document's target, which itself does not change.

    Attributes
    ----------
    state : SweepState
        For the snapshot.
    """

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.state = SweepState()
        self._document = document
        self._background = Background(self)
        self._course: SweepCourse | None = None

    def start(self, settings: SweepSettings) -> None:
        """Train; what was trained before is forgotten."""
        project = self._document.project
        if project.target is None:
            self._change(message="There is no target to train on: choose one in the Target menu")
            return
        x, y = project.target.samples(project.domain)
        self.state = SweepState(
            settings, "running", target=project.target, domain=project.domain, points=len(x)
        )
        self._document.touch()
        self._course = SweepCourse(x, y, settings)
        self._background.run_long(self._course.go, self._on_ended, self._on_failed, self._on_report)

    def stop(self) -> None:
        """End the training; what is trained stays."""
        if self.state.is_running and self._course is not None:
            self._course.stop()
            self._change(status="stopped")

    def forget(self) -> None:
        """End the training, and forget what is trained."""
        self._background.drop()
        self.state = SweepState(settings=self.state.settings)

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self._background.close()

    # Private

    def _on_report(self, found: Found) -> None:
        self._change(result=found.result, fits=found.fits, dead=found.dead)

    def _on_ended(self, found: Found) -> None:
        self._on_report(found)
        if self.state.is_running:
            self._change(status="finished")

    def _on_failed(self, error: ValueError) -> None:
        if self.state.is_running:
            self._change(status="failed", message=sentence(error))

    def _change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._document.touch()
