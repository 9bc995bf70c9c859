"""How far one is from the goal of a step: a sign, the verdict, and the hint."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from reluviz.core.words import sentence
from reluviz.document.reports import LessonState
from reluviz.views.icons import icon
from reluviz.views.lesson.reader import Reader
from reluviz.views.theme import Theme

_SIGN = 18


class GoalCard(QFrame):
    """Reached is a tick, a quiet colour and a sentence."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_goal")
        self.sign = QLabel()
        self.sign.setObjectName("lesson_goal_sign")
        self.sign.setFixedSize(_SIGN, _SIGN)
        self.text = Reader("lesson_goal_text", "Goal")
        self._theme = theme
        self._is_reached = False
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(6)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.apply_theme(theme)

    def show_state(self, state: LessonState | None) -> None:
        """Show the verdict on a step, and its hint if it was asked for."""
        verdict = None if state is None else state.verdict
        self.setVisible(state is not None and (verdict is not None or state.is_hint_shown))
        if state is None:
            return
        is_reached = verdict is not None and verdict.is_reached
        if is_reached != self._is_reached:
            self._is_reached = is_reached
            self.apply_theme(self._theme)
        paragraphs = [] if verdict is None else [_as_written(sentence(verdict.text))]
        if verdict is not None and not is_reached and state.index in state.reached:
            paragraphs.append("You have reached this before: go on when you like.")
        if state.is_hint_shown:
            paragraphs.append(f"*Hint:* {state.step.hint}")
        self.text.show_text("", tuple(paragraphs))

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        ground = theme.accent_ground if self._is_reached else theme.surface
        border = theme.accent if self._is_reached else theme.border
        self.setStyleSheet(
            f"QFrame#lesson_goal {{ background: {ground}; border: 1px solid {border}; "
            "border-radius: 6px; }"
        )
        self.text.show_colour(theme.text)
        coloured = msgspec.structs.replace(
            theme, text=theme.accent if self._is_reached else theme.muted
        )
        found = icon("tick" if self._is_reached else "goal", coloured)
        self.sign.setPixmap(found.pixmap(QSize(_SIGN, _SIGN), self.devicePixelRatioF()))
        self.sign.setAccessibleName("reached" if self._is_reached else "not yet")


def _as_written(text: str) -> str:
    """Text of which nothing is a mark: names of rows may have stars in them."""
    return text.replace("*", "∗").replace("`", "’")
