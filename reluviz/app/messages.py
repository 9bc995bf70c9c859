"""The lines below the tool bar: first steps, the document's notices, and what went wrong inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolBar

from reluviz.app.banner import Banner
from reluviz.app.settings import SettingsStore
from reluviz.document.document import Document
from reluviz.document.snapshot import SHALLOW, Notice
from reluviz.views.theme import Theme

FIRST_STEPS = (
    "Drag joints, segments, lines of the diagram or numbers of the table; hover to see what each "
    "would move. Double-click the curve to add a joint."
)

LAYERED_FIRST_STEPS = (
    "Drag lines and points, links of the diagram or numbers of the table; hover to see what each "
    "is. The truth table and the training are in the tabs."
)


class Messages(QObject):
    """Shows messages in a window.

    The first steps have a line of their own. Notices lie over the top of the panels instead: they
    come and go with the mouse, and a line that pushed the plot away would move the curve under it.

    Parameters
    ----------
    document : Document
        Where notices come from, and where closing them is told.
    store : SettingsStore
        Knows whether the first steps were closed.
    toolbar : QToolBar
        What they show below.
    window : QMainWindow
        Where they show, and the owner.
    """

    trouble = Signal(str)
    """Something went wrong inside: a sentence. May be emitted from any thread."""

    def __init__(
        self, document: Document, store: SettingsStore, toolbar: QToolBar, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._toolbar = toolbar
        self._document = document
        self._store = store
        self._window = window
        self._actions: Mapping[str, QAction] = {}
        self._notice: Notice | None = None
        self._trouble: Notice | None = None
        self._remedy: Callable[[], None] | None = None
        self.first_steps = Banner("first_steps", "Close; Help > First steps brings it back")
        self._kind = SHALLOW
        self._has_lesson = False
        self.first_steps.say(FIRST_STEPS, None)
        self.first_steps_bar = QToolBar("First steps", window)
        self.first_steps_bar.setObjectName("first_steps_bar")
        self.first_steps_bar.setMovable(False)
        self.first_steps_bar.addWidget(self.first_steps)
        self.notice = Banner("notice", "Close")
        self.notice.setParent(window)
        self.notice.hide()
        self.first_steps.close_requested.connect(self._on_first_steps_closed)
        self.notice.action_requested.connect(self._on_notice_action)
        self.notice.close_requested.connect(self.close_notice)
        # Queued: trouble may come from the middle of painting, or from another thread.
        self.trouble.connect(self._on_trouble, Qt.ConnectionType.QueuedConnection)

    @property
    def has_notice(self) -> bool:
        """Whether there is something to close."""
        return self._trouble is not None or self._notice is not None

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Say what the buttons of notices can do, by id."""
        self._actions = actions

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.first_steps.apply_theme(theme)
        self.notice.apply_theme(theme)

    def show_first_steps(self) -> None:
        """Show the first steps until they are closed."""
        self._store.change(first_steps_dismissed=False)
        self.first_steps_bar.show()

    def restore_first_steps(self) -> None:
        """Show the first steps, unless they were closed once, or there is a lesson."""
        is_wanted = not self._store.settings.first_steps_dismissed
        self.first_steps_bar.setVisible(is_wanted and not self._has_lesson)

    def set_kind(self, kind: str) -> None:
        """Have the first steps speak of the kind of network there is."""
        if kind != self._kind:
            self._kind = kind
            self.first_steps.say(FIRST_STEPS if kind == SHALLOW else LAYERED_FIRST_STEPS, None)

    def set_lesson(self, is_open: bool) -> None:
        """Have the first steps give way to a lesson, which takes one by the hand itself."""
        if is_open != self._has_lesson:
            self._has_lesson = is_open
            self.restore_first_steps()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice of the document; None if there is none."""
        if notice != self._notice:
            self._notice = notice
            self._show()

    def tell(
        self, text: str, label: str | None = None, remedy: Callable[[], None] | None = None
    ) -> None:
        """Show a sentence that stays until it is closed, whatever the document says.

        Parameters
        ----------
        text : str
            The sentence.
        label : str, optional
            Text of a button.
        remedy : callable, optional
            What the button does.
        """
        self._trouble, self._remedy = Notice(text, label), remedy
        self._show()

    def place(self) -> None:
        """Lay the lines out for the size of the window."""
        width = self._window.width()
        above = self._toolbar if self._toolbar.isVisible() else self._window.menuBar()
        top = above.geometry().bottom() + 1
        self.first_steps.set_room(width)
        self.notice.set_room(width)
        self.notice.setGeometry(0, top, width, self.notice.height())
        self.notice.raise_()

    @Slot()
    def close_notice(self) -> None:
        """Close what shows: what went wrong first, then the document's notice."""
        if self._trouble is not None:
            self._trouble = self._remedy = None
            self._show()
        else:
            self._document.notify(None)

    @Slot(str)
    def _on_trouble(self, sentence: str) -> None:
        self.tell(sentence)

    @Slot()
    def _on_notice_action(self) -> None:
        remedy = self._remedy
        if remedy is not None:
            self.close_notice()
            remedy()
            return
        notice = self._notice
        self._document.notify(None)
        if notice is not None and notice.action is not None:
            self._actions[notice.action].trigger()

    @Slot()
    def _on_first_steps_closed(self) -> None:
        self.first_steps_bar.hide()
        self._store.change(first_steps_dismissed=True)

    def _show(self) -> None:
        if self._trouble is not None:
            self.notice.say(self._trouble.text, self._trouble.action)
        elif self._notice is not None:
            helper = self._actions.get(self._notice.action or "")
            self.notice.say(self._notice.text, None if helper is None else helper.iconText())
        self.notice.setVisible(self.has_notice)
        self.place()
