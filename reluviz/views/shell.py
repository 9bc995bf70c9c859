"""What the panels under the plot are made of: two columns that scroll, buttons, captions, lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reluviz.views.fields import TextBlock
from reluviz.views.form import Form
from reluviz.views.guard import Guarded
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

_ANY_WIDTH = 16_777_215


class ToolPanel(Panel):
    """A panel under the plot: it may lag behind the hand, and has a context menu."""

    context_menu_requested = Signal(object, QPoint)
    """An item or None, and a place on the screen."""

    is_secondary = True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(None, event.globalPos())


class Columns(Guarded, QScrollArea):
    """A form beside what comes of it where there is room, else one above the other.

    Parameters
    ----------
    form, results : QWidget
        The two.
    least : int
        Pixels that the form gets, if it does not need more for a large font.
    wide : float
        They are side by side where there is so many times its width.
    form_first : bool
        Whether the form is above, else below.
    margins : tuple of int
        Left, top, right, bottom.
    spacing : int
        Between them.

    Attributes
    ----------
    content : QWidget
        What scrolls.
    """

    arranged = Signal(bool)
    """The room has changed: whether they are side by side."""

    def __init__(
        self,
        form: QWidget,
        results: QWidget,
        *,
        least: int,
        wide: float,
        form_first: bool = True,
        margins: tuple[int, int, int, int] = (12, 10, 12, 8),
        spacing: int = 18,
    ) -> None:
        super().__init__()
        self._form, self._least, self._wide = form, least, wide
        directions = QBoxLayout.Direction
        self._narrow = directions.TopToBottom if form_first else directions.BottomToTop
        content = self.content = QWidget()
        self._box = QBoxLayout(directions.LeftToRight, content)
        self._box.setContentsMargins(*margins)
        self._box.setSpacing(spacing)
        self._box.addWidget(form)
        self._box.addWidget(results, 1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)
        ground(content, self.viewport())

    def resizeEvent(self, event: QResizeEvent) -> None:
        forms = [self._form, *self._form.findChildren(Form)]
        wanted = [one.sizeHint().width() for one in forms if isinstance(one, Form)]
        width = max(self._least, self._form.minimumSizeHint().width(), *wanted)
        is_wide = self.width() >= self._wide * width
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else self._narrow)
        self._form.setMaximumWidth(width if is_wide else _ANY_WIDTH)
        self.arranged.emit(is_wide)
        super().resizeEvent(event)


class ErrorLine(TextBlock):
    """A sentence on what was refused; it takes no room while there is nothing to say."""

    def __init__(self, name: str, margin: int = 6) -> None:
        super().__init__(name)
        self.setAutoFillBackground(True)
        self.setMargin(margin)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.setStyleSheet(
            f"background: {theme.warning_ground}; color: {theme.warning_text}; border-radius: 4px;"
        )


class Button(Guarded, QPushButton):
    """A button that is not seen while it cannot be used; its room stays."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEnabled():
            super().paintEvent(event)


class IconButton(Guarded, QToolButton):
    """A button with an icon that is not seen while it cannot be used; its room stays."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEnabled():
            super().paintEvent(event)


class Pages(QStackedWidget):
    """What a panel shows, or one text in the middle that says why there is nothing.

    Parameters
    ----------
    page : QWidget
        What is shown.
    empty : QLabel
        The text.
    button : QPushButton, optional
        What helps.
    """

    def __init__(self, page: QWidget, empty: QLabel, button: QPushButton | None = None) -> None:
        super().__init__()
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        place = QWidget()
        box = column(place, [empty, *([] if button is None else [button])], 14, (24, 12, 24, 12))
        if button is not None:
            box.setAlignment(button, Qt.AlignmentFlag.AlignHCenter)
        box.insertStretch(0, 1)
        box.addStretch(1)
        self.addWidget(page)
        self.addWidget(place)

    def show_page(self, has_content: bool) -> None:
        """Show the page, or the text."""
        self.setCurrentIndex(0 if has_content else 1)


def button(name: str, text: str = "", tip: str = "", room: int | None = None) -> QPushButton:
    """Return a button; `room` is what its least width has beside the text, in pixels."""
    made = Button(text)
    made.setObjectName(name)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    if room is not None:
        made.setMinimumWidth(made.fontMetrics().horizontalAdvance(text) + room)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made


def icon_button(name: str, title: str, tip: str) -> QToolButton:
    """Return a button with an icon, which is called `title` by screen readers."""
    made = IconButton()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setToolTip(tip)
    made.setIconSize(QSize(16, 16))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def accent_sheet(theme: Theme, padding: int = 14) -> str:
    """Return the style of the button that does what a panel is for."""
    return (
        f"QPushButton {{ background: {theme.accent}; color: {theme.ground};"
        f" border: 1px solid {theme.accent}; border-radius: 5px; padding: 5px {padding}px; }}"
        f"QPushButton:hover, QPushButton:focus {{ border-color: {theme.text}; }}"
        f"QPushButton:disabled {{ background: {theme.surface}; color: {theme.muted};"
        f" border-color: {theme.border}; }}"
    )


def icon_sheet(theme: Theme, padding: str) -> str:
    """Return the style of a row of buttons with icons."""
    return f"""
QToolButton {{ background: {theme.ground}; color: {theme.text};
    border: 1px solid {theme.border}; border-radius: 5px; padding: {padding}; }}
QToolButton:hover, QToolButton:focus {{ border-color: {theme.accent}; }}
QToolButton:pressed {{ background: {theme.accent_ground}; }}
QToolButton:disabled {{ color: {theme.muted}; background: {theme.surface}; }}
"""


def label(name: str, muted: bool = False) -> QLabel:
    """Return a label for plain text on as many lines as it needs, however narrow it is."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    if muted:
        made.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return made


def row(parts: Iterable[QWidget], spacing: int = 6, stretch: int = 1) -> QHBoxLayout:
    """Return widgets in a row, at the left of the room there is."""
    box = QHBoxLayout()
    box.setSpacing(spacing)
    for part in parts:
        box.addWidget(part)
    if stretch:
        box.addStretch(stretch)
    return box


def column(
    parent: QWidget | None,
    parts: Iterable[QWidget | QLayout],
    spacing: int = 0,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QVBoxLayout:
    """Return widgets and layouts below one another, in a widget if one is given."""
    box = QVBoxLayout()
    if parent is not None:
        parent.setLayout(box)
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for part in parts:
        if isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
    return box


def ground(*widgets: QWidget) -> None:
    """Give widgets the background of what is written on."""
    for widget in widgets:
        widget.setAutoFillBackground(True)
        widget.setBackgroundRole(QPalette.ColorRole.Base)
