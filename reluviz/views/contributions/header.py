"""The row above the chart: which lines are shown, and a note about them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from reluviz.views.contributions.content import MODES
from reluviz.views.painting import TextWidths, first_fitting
from reluviz.views.theme import Theme

_TITLES = {"rays": "rays r", "scaled": "scaled w·r", "sums": "running sum"}
_TIPS = {
    "rays": "What each ReLU computes: max(0, b + v x)",
    "scaled": "What each ReLU adds to the output: w max(0, b + v x)",
    "sums": "The bias only, after ReLU 1, after ReLUs 1 and 2, and so on",
}


class ModeBar(QWidget):
    """Three exclusive buttons, and a note beside them."""

    mode_chosen = Signal(str)
    """The user chose one of `MODES`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mode_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.note = Note()
        self.buttons = {mode: self._make_button(mode) for mode in MODES}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 8, 2)
        layout.setSpacing(2)
        layout.addWidget(self.note, 1)
        for button in self.buttons.values():
            group.addButton(button)
            layout.addWidget(button)
        self.apply_theme(theme)

    def show_mode(self, mode: str) -> None:
        """Show which one of `MODES` is chosen."""
        button = self.buttons[mode]
        with QSignalBlocker(button):
            button.setChecked(True)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.setStyleSheet(
            f"#mode_bar {{ background: {theme.ground}; }}"
            f"QLabel {{ color: {theme.muted}; }}"
            f"QToolButton {{ background: transparent; color: {theme.muted};"
            "  border: 1px solid transparent; border-radius: 4px; padding: 2px 7px; }"
            f"QToolButton:hover {{ border-color: {theme.border}; }}"
            f"QToolButton:checked {{ background: {theme.accent_ground}; color: {theme.text}; }}"
            f"QToolButton:focus {{ border-color: {theme.accent}; }}"
        )

    def _make_button(self, mode: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"mode_{mode}")
        button.setText(_TITLES[mode])
        button.setToolTip(_TIPS[mode])
        button.setAccessibleName(_TITLES[mode])
        button.setAccessibleDescription(_TIPS[mode])
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.mode_chosen.emit(mode))
        return button


class Note(QLabel):
    """Says the same in more or in fewer words, whichever fits."""

    def __init__(self) -> None:
        super().__init__()
        self._forms: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, forms: Iterable[str]) -> None:
        """Show the first of some texts that fits."""
        self._forms = tuple(forms)
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        text = first_fitting(self._forms, TextWidths(self.font()), self.width())
        if text != self.text():
            self.setText(text)
