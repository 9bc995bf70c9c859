"""A quiet line across the window: a sentence, a button that helps, and one to close it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from reluviz.views.icons import icon
from reluviz.views.theme import Theme


class Banner(QFrame):
    """Shows one sentence, as plain text.

    Parameters
    ----------
    name : str
        objectName; the style sheet gives the colours by it.
    close_text : str
        What the button that closes it is for.
    """

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
        layout.setContentsMargins(14, 2, 8, 2)
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
        """Be as high as the text needs at a width; neither tool bars nor overlays ask for that."""
        self.setFixedHeight(max(self.heightForWidth(width), self.minimumSizeHint().height()))

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the icon; the style sheet has the others."""
        self._close.setIcon(icon("close", theme))
