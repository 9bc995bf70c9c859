"""Fields that leave the wheel alone while they have no focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QSpinBox, QWidget

from reluviz.views.guard import Guarded

LARGEST_SEED = 2**63 - 1


class ChoiceBox(Guarded, QComboBox):
    """A combo box of words.

    Parameters
    ----------
    name : str
        objectName; also what it is called for screen readers.
    entries : tuple of str
        What can be chosen, to begin with.
    """

    def __init__(
        self, name: str, entries: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(name.capitalize())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItems(list(entries))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CountBox(Guarded, QSpinBox):
    """A field for a whole number that is not large.

    Parameters
    ----------
    name : str
        objectName; also what it is called for screen readers.
    low, high : int
        Its range.
    """

    def __init__(self, name: str, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(name.capitalize())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setRange(low, high)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TextBlock(QLabel):
    """Plain text on as many lines as it needs; it takes no room while it is empty.

    Parameters
    ----------
    name : str
        objectName.
    muted : bool
        Whether it is said in passing.
    """

    def __init__(self, name: str, muted: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        if muted:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_text(self, text: str) -> None:
        """Change the text, if it differs."""
        if text != self.text():
            self.setText(text)
            self.setVisible(bool(text))


def seed_of(text: str) -> int:
    """Return the seed that is typed.

    Raises
    ------
    ValueError
        If it is not a whole number of a possible size; the message can be shown as it is.
    """
    plain = text.strip().replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 19):
        raise ValueError("the seed must be a whole number, zero or more")
    if int(plain) > LARGEST_SEED:
        raise ValueError(f"the seed can be at most {LARGEST_SEED:,}")
    return int(plain)
