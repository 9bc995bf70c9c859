"""Words above the panels: first steps, the document's notices, and what went wrong inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from reluviz.app.context import Context, Controller
from reluviz.app.invitations import FirstMinute
from reluviz.document.snapshot import SHALLOW, Notice, Snapshot
from reluviz.views.icons import icon
from reluviz.views.theme import Theme

FIRST_STEPS = "Drag joints, segments or numbers; hover to see what moves"

LAYERED_FIRST_STEPS = "Drag lines, points or numbers; hover to see what each is"


class Banner(QFrame):
    """Shows one sentence, as plain text; a button may help, another closes it."""

    action_requested = Signal()
    """The button that helps was clicked."""

    close_requested = Signal()
    """The button that closes was clicked."""

    def __init__(self, name: str, close_text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAutoFillBackground(True)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.setObjectName(f"{name}_action")
        self._action.clicked.connect(self.action_requested)
        self._close = QToolButton()
        self._close.setObjectName(f"{name}_close")
        self._close.setAutoRaise(True)
        side = max(16, self.fontMetrics().height())
        self._close.setIconSize(QSize(side, side))
        self._close.setToolTip(close_text)
        self._close.setAccessibleName(close_text)
        self._close.clicked.connect(self.close_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 1, 6, 1)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.say("", None)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def say(self, text: str, action_text: str | None) -> None:
        """Show `text`, and a button called `action_text` unless that is None."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self._action.setText(action_text or "")
        self._action.setVisible(action_text is not None)

    def set_room(self, width: int) -> None:
        """Be as high as the text needs at a width; overlays do not ask for that."""
        self.setFixedHeight(max(self.heightForWidth(width), self.minimumSizeHint().height()))

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the icon; the style sheet has the others."""
        self._close.setIcon(icon("close", theme))


class Messages(Controller):
    """Shows messages in a window.

    The first steps are beside the title of the plot. Notices lie over the top of the panels: they
    come and go with the mouse, and a line that pushed the plot away would move the curve under it.

    Attributes
    ----------
    has_lesson : bool
        Whether the first steps give way to a lesson.
    """

    trouble = Signal(str)
    """Something went wrong inside: a sentence. May be emitted from any thread."""

    def __init__(self, context: Context, above: Callable[[], QWidget]) -> None:
        super().__init__(context)
        self._above = above
        self._actions: Mapping[str, QAction] = {}
        self._notice: Notice | None = None
        self._trouble: Notice | None = None
        self._remedy: Callable[[], None] | None = None
        self.first_steps = Banner("first_steps", "Close; Help > First steps brings it back")
        self._kind = SHALLOW
        self.has_lesson = False
        self._minute = FirstMinute()
        self._is_at_start = True
        self.first_steps.say(self._minute.text, None)
        self.notice = Banner("notice", "Close")
        self.notice.setParent(self._window)
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
        self._minute = FirstMinute()
        self._say_first_steps()
        self.first_steps.show()

    def restore_first_steps(self) -> None:
        """Show the first steps, unless they were closed once, or there is a lesson."""
        is_wanted = not self._store.settings.first_steps_dismissed
        self.first_steps.setVisible(is_wanted and not self.has_lesson)

    def set_kind(self, kind: str) -> None:
        """Have the first steps speak of the kind of network there is."""
        if kind != self._kind:
            self._kind = kind
            self._say_first_steps()

    def watch(self, new: Snapshot) -> None:
        """Tick what is done of the first minute; once all is, it is never shown again."""
        is_at_start = new.load_number == 0 and new.network.is_shallow
        if is_at_start != self._is_at_start:
            self._is_at_start = is_at_start
            self._say_first_steps()
        if is_at_start and not self._minute.is_over and self._minute.watch(new):
            self._say_first_steps()
            if self._minute.is_over:
                self._store.change(first_steps_dismissed=True)

    def set_lesson(self, is_open: bool) -> None:
        """Have the first steps give way to a lesson, which takes one by the hand itself."""
        if is_open != self.has_lesson:
            self.has_lesson = is_open
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
        top = self._above().geometry().bottom() + 1
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
        self.first_steps.hide()
        self._store.change(first_steps_dismissed=True)

    def _say_first_steps(self) -> None:
        if self._is_at_start:
            text = self._minute.text
        else:
            text = FIRST_STEPS if self._kind == SHALLOW else LAYERED_FIRST_STEPS
        self.first_steps.say(text, None)
        self.place()

    def _show(self) -> None:
        if self._trouble is not None:
            self.notice.say(self._trouble.text, self._trouble.action)
        elif self._notice is not None:
            helper = self._actions.get(self._notice.action or "")
            self.notice.say(self._notice.text, None if helper is None else helper.iconText())
        self.notice.setVisible(self.has_notice)
        self.place()
