"""What the panels have in common: they show snapshots, and never change the document doing it."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from reluviz.document.document import Document
from reluviz.document.snapshot import SHALLOW, Snapshot
from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme

_TROUBLE = "This panel cannot show the network just now."

SECONDARY_PAUSE = 40
"""Milliseconds between two renderings of a secondary panel while a hand moves."""


class Panel(Guarded, QWidget):
    """A view of the document.

    A subclass builds its widgets and then calls `start`. It overrides `render_snapshot`, which is
    the only writer of its widgets and never calls the document; its handlers are the only callers
    of the document and never write widgets.

    Parameters
    ----------
    name : str
        objectName.
    title : str
        Heading for people.

    Attributes
    ----------
    is_secondary : bool
        Whether the panel may lag behind the document: it is not rendered while it is not visible,
        say in a tab behind another, and only every `SECONDARY_PAUSE` while a hand drags or
        points elsewhere, so that the hand never waits. It catches up when it is shown or the
        hand rests.
    kinds : tuple of str
        Which kinds of networks the panel can show; snapshots of others are not rendered.
    needs : str
        What is said over the panel while it cannot show the network: why, and what would help.
    run_pause : int
        Milliseconds between two renderings while a training goes on, which changes every number
        sixty times a second. Nobody can read them so fast, and the window must not wait.
    """

    is_secondary = False
    kinds: tuple[str, ...] = (SHALLOW,)
    needs = ""
    run_pause = 0

    def __init__(
        self,
        document: Document,
        theme: Theme,
        name: str,
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.document = document
        self.theme = theme
        self._shown: Snapshot | None = None
        self._can_show = False
        self._trouble = ""
        self._cover: QLabel | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._catch_up)

    @property
    def revision(self) -> int:
        """Revision of the snapshot rendered last; -1 before the first.

        A secondary panel (see `is_secondary`) may be behind the document.
        """
        return -1 if self._shown is None else self._shown.revision

    def start(self) -> None:
        """Show the document's snapshot, and every later one."""
        self.document.snapshot_changed.connect(self._on_snapshot_changed)
        self._on_snapshot_changed(self.document.snapshot)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.theme = theme
        self.render_anew()

    def render_anew(self) -> None:
        """Render all of the snapshot that is shown, because how it is shown has changed."""
        if not self._can_show:
            self._cover_with(self.needs)
        if not self._is_rendering():
            self._shown = None  # all of it is to be rendered when the panel is shown
        elif self._shown is not None:
            self._render(None, self._shown)

    def can_show(self, snapshot: Snapshot) -> bool:
        """Whether the panel is for such a network; snapshots of others are not rendered."""
        return snapshot.kind in self.kinds

    def least_height(self, width: int) -> int:
        """Return the pixels that what is seen needs at a width; with less it has to scroll."""
        if self._cover is not None and self._cover.text():
            return self._cover.heightForWidth(width)
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.minimumHeightForWidth(width)
        return max(self.minimumSizeHint().height(), self.minimumHeight())

    def let_go(self) -> None:
        """Forget what a hand has begun here: what it was meant for is gone.

        What was typed must not reach another network when Qt takes the focus away.
        """
        for line in self.findChildren(QLineEdit):
            line.setModified(False)

    def show_trouble(self) -> None:
        """Cover the panel, whose painting has failed, until it renders another snapshot."""
        self._trouble = "painting"
        self._cover_with(_TROUBLE)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Write what differs between `old` and `new` to the widgets; all of it if `old` is None."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.is_secondary:
            self._catch_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cover is not None:
            self._cover.setGeometry(self.rect())

    def _is_rendering(self) -> bool:
        return not self.is_secondary or self.isVisible()

    def _on_snapshot_changed(self, new: Snapshot) -> None:
        could, self._can_show = self._can_show, self.can_show(new)
        if could and not self._can_show:
            self.let_go()
        if not self._can_show:
            self._cover_with(self.needs)
            return
        if not could:
            self._cover_with("")
        if not self._is_rendering():
            return
        pause = self._pause_before_next(new)
        if pause is not None:
            if self._pause.isActive():
                return  # the timer has it rendered
            self._pause.start(pause)
        old, self._shown = self._shown, new
        self._render(old, new)

    def _render(self, old: Snapshot | None, new: Snapshot) -> None:
        """Render; what goes wrong is reported here, so that it keeps no other panel from it."""
        before = self._trouble
        try:
            self.render_snapshot(None if before else old, new)
            self._trouble = ""
        except Exception as error:
            self._trouble = repr(error)
            if self._trouble != before:  # once, and not for every move of the mouse
                sys.excepthook(type(error), error, error.__traceback__)
        if self._trouble != before:
            self._cover_with(_TROUBLE if self._trouble else "")

    def _cover_with(self, text: str) -> None:
        """Say why there is nothing to see, and keep eye, mouse and keys from what is under it."""
        if self._cover is None and not text:
            return
        if self._cover is None:
            self._cover = QLabel(self)
            self._cover.setObjectName("cover")
            self._cover.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._cover.setWordWrap(True)
            self._cover.setMargin(12)
        colour = self.theme.text if self._can_show else self.theme.muted
        self._cover.setStyleSheet(f"background: {self.theme.ground}; color: {colour};")
        self._cover.setText(text)
        self._cover.setGeometry(self.rect())
        self._cover.setVisible(bool(text))
        self._cover.raise_()
        self.updateGeometry()
        self.setEnabled(self._can_show)

    def _pause_before_next(self, new: Snapshot) -> int | None:
        """How long later snapshots have to wait; None if they need not."""
        if new.in_run and self.run_pause:
            return self.run_pause
        if self.is_secondary and self._is_in_motion(new) and not self.underMouse():
            return SECONDARY_PAUSE
        return None

    def _is_in_motion(self, new: Snapshot) -> bool:
        """Whether a hand drags, or only points: more snapshots will follow at once."""
        return new.gesture is not None or (
            self._shown is not None and self._shown.state is new.state
        )

    def _catch_up(self) -> None:
        if self._shown is not self.document.snapshot:
            self._on_snapshot_changed(self.document.snapshot)
