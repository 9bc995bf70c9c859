"""What the dialogs have in common: a line for errors in place, buttons, file names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QWidget,
)

from reluviz.core import words
from reluviz.core.piecewise import Domain
from reluviz.files.reading import TABLE_ENDINGS
from reluviz.views.guard import Guarded

if TYPE_CHECKING:
    from reluviz.views.numbers import NumberEdit

TABLE_PATTERNS = " ".join(f"*{ending}" for ending in TABLE_ENDINGS)
"""Names of tables, as file dialogs want them."""

TABLE_FILTERS = (
    f"Tables ({TABLE_PATTERNS});;Text (*.csv *.tsv *.txt);;Spreadsheets (*.xlsx *.ods);;"
    "All files (*)"
)
"""What file dialogs offer for tables."""


def plain_label(text: str, wrap: bool = False) -> QLabel:
    """Return a label that never takes its text for markup."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setText(text)
    return label


def heading(text: str) -> QLabel:
    """Return a label in bold."""
    label = plain_label(text)
    font = QFont(label.font())
    font.setBold(True)
    label.setFont(font)
    return label


def sentence(error: Exception | str) -> str:
    """Return what an error says as a sentence: with a capital, and the reason of the system."""
    if isinstance(error, OSError) and error.strerror:
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        return words.sentence(text)
    return words.sentence(error)


def full_sentence(error: Exception | str) -> str:
    """Return what an error says as a sentence, with its full stop."""
    text = sentence(error)
    return text if text.endswith((".", "?", "…")) else f"{text}."


def typed_bounds(low: NumberEdit, high: NumberEdit) -> Domain:
    """Return an interval as it is typed.

    Raises
    ------
    ValueError
        With the name of the field, if one of them holds no number.
    """
    bounds = []
    for name, edit in (("From", low), ("To", high)):
        try:
            bounds.append(edit.value())
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return bounds[0], bounds[1]


class _WheelGuard(Guarded, QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus():
            return False
        event.ignore()
        return True


def needs_focus_to_scroll(*widgets: QWidget) -> None:
    """Keep the wheel from changing a value that is merely under the mouse."""
    for widget in widgets:
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(_WheelGuard(widget))


class MessageLine(QWidget):
    """One sentence below a form: what is wrong, or what will be. Room is kept for two lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._label = plain_label("", wrap=True)
        self._label.setObjectName("message")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._label.setMinimumHeight(2 * self._label.fontMetrics().lineSpacing())
        self._label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        self.is_error = False

    @property
    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Say `text`, which is no error."""
        self._show(text, is_error=False)

    def complain(self, error: Exception | str) -> None:
        """Say what is wrong."""
        self._show(sentence(error), is_error=True)

    def _show(self, text: str, is_error: bool) -> None:
        if (text, is_error) == (self.text, self.is_error):
            return
        self.is_error = is_error
        self._label.setText(text)
        self._label.setAccessibleName(text)
        side = self._label.fontMetrics().height()
        warning = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        self._icon.setPixmap(warning.pixmap(QSize(side, side)))
        self._icon.setVisible(is_error)
        if is_error:
            QAccessible.updateAccessibility(QAccessibleEvent(self._label, QAccessible.Event.Alert))


def form_label(text: str, buddy: QWidget) -> QLabel:
    """Return a label whose mnemonic takes the keyboard to `buddy`."""
    label = plain_label(text)
    label.setBuddy(buddy)
    return label


def size_dialog(dialog: QDialog, characters: int, lines: int) -> None:
    """Make `dialog` so wide and high in its own font, but not larger than the screen."""
    metrics = dialog.fontMetrics()
    wanted = QSize(characters * metrics.averageCharWidth(), lines * metrics.lineSpacing())
    room = dialog.screen().availableSize() * 0.95
    dialog.resize(wanted.boundedTo(room))


def button_box(dialog: QDialog, accept: str | None = None) -> QDialogButtonBox:
    """Return OK, called `accept`, and Cancel for `dialog`."""
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    if accept is not None:
        box.button(kinds.Ok).setText(accept)
    box.button(kinds.Ok).setDefault(True)
    drop_icons(box)
    return box


def close_box(dialog: QDialog) -> QDialogButtonBox:
    """Return Close for `dialog`."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
    box.rejected.connect(dialog.reject)
    drop_icons(box)
    return box


def drop_icons(box: QDialogButtonBox) -> None:
    """Take away the icons that some desktops put on standard buttons: their colours are theirs."""
    for button in box.buttons():
        button.setIcon(QIcon())


def ask_to_open(parent: QWidget, title: str, filters: str, folder: str = "") -> Path | None:
    """Ask for a file that exists; None if nobody chose."""
    name, _ = QFileDialog.getOpenFileName(parent, title, folder, filters)
    return Path(name) if name else None


def ask_to_save(
    parent: QWidget, title: str, kind: str, ending: str, suggestion: str, endings: Iterable[str]
) -> Path | None:
    """Ask for a name to write to; overwriting is confirmed. None if nobody chose.

    Parameters
    ----------
    title : str
        Title of the window.
    kind : str
        What the files are called, such as ``PNG picture``.
    ending : str
        Ending that is added to a name without one, with its dot.
    suggestion : str
        Folder and name to begin with.
    endings : iterable of str
        Endings that are kept when typed: the file's format follows its name.

    Raises
    ------
    FileExistsError
        If adding the ending leads to a file that nobody agreed to overwrite.
    """
    chooser = QFileDialog(parent, title)
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setNameFilter(f"{kind} (*{ending})")
    chooser.setDefaultSuffix(ending.removeprefix("."))  # before asking whether to overwrite
    start = Path(suggestion)
    if start.parent.is_dir():
        chooser.setDirectory(str(start.parent))
    chooser.selectFile(start.name)
    accepted = chooser.exec() == QDialog.DialogCode.Accepted
    names = chooser.selectedFiles()
    chooser.deleteLater()
    if not accepted or not names:
        return None
    path = Path(names[0])
    if path.suffix.lower() in endings:
        return path
    path = path.with_name(path.name + ending)
    if path.exists():
        raise FileExistsError(f"{path.name} exists already; choose it to overwrite it")
    return path
