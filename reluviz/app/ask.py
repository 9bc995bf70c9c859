"""Every question the window asks while files come and go, in one place; tests answer here.

Questions do not block: they call back with the answer, and the window lives on behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

if TYPE_CHECKING:
    from reluviz.files.kept import Copy

PROJECT_ENDING = ".reluviz"

Button = QMessageBox.StandardButton


class Leave(Enum):
    """What to do with changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Overwrite(Enum):
    """What to do when the file was changed by another program."""

    OVERWRITE = "overwrite"
    SAVE_AS = "save as"
    CANCEL = "cancel"


class InUse(Enum):
    """What to do with a file that another program has open."""

    COPY = "copy"
    TAKE_OVER = "take over"
    CANCEL = "cancel"


class Ask:
    """Asks by dialogs."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def file_to_open(self, folder: Path) -> Path | None:
        """Ask which file to open; None if nobody chose."""
        from reluviz.app.dialogs.common import ask_to_open
        from reluviz.files.formats import file_filters

        return ask_to_open(self._parent, "Open", file_filters(), str(folder))

    def table_to_open(self, folder: Path) -> Path | None:
        """Ask for a file with a table; None if nobody chose."""
        from reluviz.app.dialogs.common import TABLE_FILTERS, ask_to_open

        return ask_to_open(self._parent, "Target from data", TABLE_FILTERS, str(folder))

    def lesson_to_open(self, folder: Path) -> Path | None:
        """Ask for a lesson file; None if nobody chose."""
        from reluviz.app.dialogs.common import ask_to_open

        filters = "Lessons (*.json);;All files (*)"
        return ask_to_open(self._parent, "Open lesson", filters, str(folder))

    def file_to_save(self, suggestion: Path) -> Path | None:
        """Ask where to save a project; None if nobody chose. Overwriting is agreed to.

        Raises
        ------
        FileExistsError
            If the name with its ending added is a file that nobody agreed to overwrite.
        """
        from reluviz.app.dialogs.common import ask_to_save

        return ask_to_save(
            self._parent,
            "Save as",
            "ReluViz project",
            PROJECT_ENDING,
            str(suggestion),
            (PROJECT_ENDING,),
        )

    def save_changes(self, name: str, then: Callable[[Leave], None]) -> None:
        """Ask what to do with changes before `name` is left; call `then` with the answer."""
        box = self._box(
            QMessageBox.Icon.Question,
            f"Save the changes to “{name}”?",
            "Otherwise they are lost.",
            Button.Save | Button.Discard | Button.Cancel,
        )
        answers = {Button.Save: Leave.SAVE, Button.Discard: Leave.DISCARD}
        box.finished.connect(lambda code: then(answers.get(Button(code), Leave.CANCEL)))
        box.open()

    def changed_on_disk(self, name: str, then: Callable[[Overwrite], None]) -> None:
        """Ask what to do when the file `name` is not as it was; call `then` with the answer."""
        box = self._box(
            QMessageBox.Icon.Warning,
            f"“{name}” was changed by another program meanwhile.",
            "Saving overwrites what is in the file now.",
            Button.Save | Button.SaveAll | Button.Cancel,
        )
        box.button(Button.Save).setText("Overwrite")
        box.button(Button.SaveAll).setText("Save as…")
        box.setDefaultButton(Button.SaveAll)
        answers = {Button.Save: Overwrite.OVERWRITE, Button.SaveAll: Overwrite.SAVE_AS}
        box.finished.connect(lambda code: then(answers.get(Button(code), Overwrite.CANCEL)))
        box.open()

    def open_elsewhere(self, name: str, who: str, then: Callable[[InUse], None]) -> None:
        """Ask how to open the file `name`, which another program has open; call `then`."""
        box = self._box(
            QMessageBox.Icon.Warning,
            f"“{name}” is open in {who}.",
            "As a copy it opens without its file, to be saved under another name. Taken over, "
            "whoever saves last overwrites what the other has saved.",
            Button.Open | Button.Ignore | Button.Cancel,
        )
        box.button(Button.Open).setText("Open as a copy")
        box.button(Button.Ignore).setText("Take over")
        box.setDefaultButton(Button.Open)
        answers = {Button.Open: InUse.COPY, Button.Ignore: InUse.TAKE_OVER}
        box.finished.connect(lambda code: then(answers.get(Button(code), InUse.CANCEL)))
        box.open()

    def rescued(self, copies: Sequence[Copy], theme: str, then: Callable[[Copy], None]) -> None:
        """Offer what was rescued; call `then` with what is to be opened."""
        from reluviz.app.dialogs.rescued_dialog import RescuedDialog

        dialog = RescuedDialog(copies, theme, then, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def tell(self, text: str, why: str) -> None:
        """Say that something did not work, and why: one sentence each."""
        why = why[:1].upper() + why[1:]
        self._box(QMessageBox.Icon.Warning, text, why, Button.Ok).open()

    def _box(
        self, kind: QMessageBox.Icon, text: str, more: str, buttons: QMessageBox.StandardButton
    ) -> QMessageBox:
        # Everything in the main text: only that can be kept from being taken for markup.
        box = QMessageBox(kind, "ReluViz", f"{text}\n\n{more}", buttons, self._parent)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box
