"""The panel with the lesson that is open: what to read, what to reach, and how to go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reluviz.document.document import Document
from reluviz.document.reports import LessonState
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.lessons.lesson import Lesson
from reluviz.views import shell
from reluviz.views.lesson.dots import Dots
from reluviz.views.lesson.goal_card import GoalCard
from reluviz.views.lesson.reader import Reader
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

_MARGIN, _CARD = 8, 8
"""Pixels around the panel, and over and under the text of the goal."""

_MOST_TEXT, _MOST_GOAL = 190, 120
"""The two get no higher, in pixels: the numbers below must stay in sight."""


class LessonPanel(Panel):
    """Shows one step of a lesson, in a column above the numbers: it takes nothing from the plot.

    Attributes
    ----------
    title_after : callable
        Returns the title of the lesson after one; empty if there is none.
    """

    following_requested = Signal()
    """The lesson after this one is wanted."""

    is_secondary = True
    kinds = (SHALLOW, LAYERED)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "lesson", "Lesson", parent)
        self.text = Reader("lesson_text", "Lesson")
        self.goal = GoalCard(theme)
        self.dots = Dots(theme)
        self.place = QLabel()
        self.place.setObjectName("lesson_place")
        self.back = _button("lesson_back", "Back", "To the step before (Ctrl+PgUp)")
        self.next = _button("lesson_next", "Next", "To the next step (Ctrl+PgDown)")
        self.hint = _button("lesson_hint", "Hint", "Show what helps, or hide it again")
        self.again = _button(
            "lesson_start_over", "Start over", "Bring back what this step begins with"
        )
        self.following = _button("lesson_following", "Next lesson", "")
        self.title_after: Callable[[Lesson], str] = lambda _lesson: ""
        self.leave = QToolButton()
        self.leave.setObjectName("lesson_leave")
        self.leave.setText("Leave the lesson")
        self.leave.setToolTip("Close the lesson; the network stays, and one can come back")
        self.leave.setAutoRaise(True)
        self._fit = QTimer(self)  # once the layout has given the texts their widths
        self._fit.setSingleShot(True)
        self._fit.setInterval(0)
        self._fit.timeout.connect(self._on_fit)
        self._lay_out()
        self._connect()
        self._apply_colours(None)
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        for part in (self.goal, self.dots):
            part.apply_theme(theme)
        self._apply_colours(None if self._shown is None else self._shown.lesson)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        state, before = new.lesson, None if old is None else old.lesson
        if old is not None and state is before:
            return
        self.text.show_text(*_reading(state))
        self.goal.show_state(state)
        self._fit.start()
        self.dots.show_state(state)
        self.place.setText("" if state is None else f"{state.index + 1} of {state.count}")
        self.back.setEnabled(state is not None and not state.is_first)
        self.next.setEnabled(state is not None)
        self.next.setText("Finish" if state is not None and state.is_last else "Next")
        title = self.title_after(state.lesson) if state is not None and state.is_last else ""
        self.following.setVisible(bool(title))
        self.following.setToolTip(title)
        self.hint.setEnabled(state is not None and bool(state.step.hint))
        self.hint.setText("Hide hint" if state is not None and state.is_hint_shown else "Hint")
        self.again.setEnabled(state is not None)
        self.leave.setEnabled(state is not None)
        if _is_done(state) != _is_done(before) or old is None:
            self._apply_colours(state)
        if _is_now_reached(before, state):
            QAccessible.updateAccessibility(
                QAccessibleEvent(self.goal.text, QAccessible.Event.Alert)
            )

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit.start()

    # Private

    def _on_fit(self) -> None:
        """Make the two texts as high as what is to be read needs."""
        self.text.setFixedHeight(min(self.text.height_needed, _MOST_TEXT))
        self.goal.setFixedHeight(min(self.goal.text.height_needed + 2 * _CARD, _MOST_GOAL))

    def _apply_colours(self, state: LessonState | None) -> None:
        theme, is_done = self.theme, _is_done(state)
        self.text.show_colour(theme.text)
        palette = self.place.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.muted)
        self.place.setPalette(palette)
        ground, ink = (theme.accent, theme.ground) if is_done else (theme.ground, theme.text)
        border = theme.accent if is_done else theme.border
        self.setStyleSheet(f"""
QPushButton {{ background: {theme.ground}; color: {theme.text};
    border: 1px solid {theme.border}; border-radius: 5px; padding: 4px 8px; }}
QPushButton:hover, QPushButton:focus {{ border-color: {theme.accent}; }}
QPushButton:pressed {{ background: {theme.accent_ground}; }}
QPushButton:disabled {{ color: {theme.muted}; background: {theme.surface}; }}
QPushButton#lesson_next {{ background: {ground}; color: {ink}; border-color: {border}; }}
QPushButton#lesson_next:hover, QPushButton#lesson_next:focus {{
    border-color: {theme.text if is_done else theme.accent}; }}
QToolButton#lesson_leave {{ color: {theme.muted}; border: 1px solid transparent;
    border-radius: 5px; padding: 2px 5px; }}
QToolButton#lesson_leave:hover, QToolButton#lesson_leave:focus {{
    color: {theme.text}; border-color: {theme.border}; }}
""")

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.setSpacing(6)
        where.addWidget(self.dots)
        where.addWidget(self.place)
        where.addStretch(1)
        where.addWidget(self.leave)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for k, button in enumerate((self.back, self.next, self.hint, self.again)):
            buttons.addWidget(button, k // 2, k % 2)
        buttons.addWidget(self.following, 2, 0, 1, 2)
        self.following.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, _MARGIN, 10, _MARGIN)
        column.setSpacing(6)
        column.addLayout(where)
        column.addWidget(self.text)
        column.addWidget(self.goal)
        column.addLayout(buttons)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def _connect(self) -> None:
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.hint.clicked.connect(self._on_hint)
        self.again.clicked.connect(self._on_again)
        self.leave.clicked.connect(self._on_leave)
        self.following.clicked.connect(self.following_requested)
        self.dots.step_chosen.connect(self._on_step_chosen)

    def _on_back(self) -> None:
        self.document.lesson.back()

    def _on_next(self) -> None:
        self.document.lesson.next()

    def _on_hint(self) -> None:
        self.document.lesson.show_hint()

    def _on_again(self) -> None:
        self.document.lesson.start_over()

    def _on_leave(self) -> None:
        self.document.lesson.leave()

    def _on_step_chosen(self, index: int) -> None:
        self.document.lesson.go_to(index)


def _reading(state: LessonState | None) -> tuple[str, tuple[str, ...]]:
    """What is to be read in a step."""
    if state is None:
        return "", ("No lesson is open.",)
    return f"{state.lesson.title}: {state.step.title}", state.step.text


def _is_done(state: LessonState | None) -> bool:
    return state is not None and state.is_done


def _is_now_reached(before: LessonState | None, now: LessonState | None) -> bool:
    """Whether the goal of the same step has just been reached."""
    if before is None or now is None or before.index != now.index or now.verdict is None:
        return False
    return now.verdict.is_reached and (before.verdict is None or not before.verdict.is_reached)


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = shell.button(name, text, tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
