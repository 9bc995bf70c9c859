"""How a target comes into the window: a formula, a table, a data set, or the points there are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu

from reluviz.app.context import Context, Controller, add_entry
from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.core.words import sentence
from reluviz.document.background import Background, Work

if TYPE_CHECKING:
    from reluviz.app.dialogs.data_dialog import DataDialog
    from reluviz.app.dialogs.data_work import Source
    from reluviz.app.dialogs.formula_dialog import FormulaDialog
    from reluviz.files.datasets import DataSet

MOST_JOINED = LARGEST_UNITS + 1
"""More points than this are not joined by lines: no network could go through them."""


class TargetController(Controller):
    """Gives the document targets, one undo step each."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._background = Background(self)

    # What the actions do

    def from_formula(self) -> None:
        """Ask for a formula; that of the present target, if it has one, is there to begin with."""
        from reluviz.app.dialogs.formula_dialog import FormulaDialog

        project = self._document.project
        text = project.target.formula if project.target is not None else ""
        dialog = FormulaDialog(text, project.domain, self._theme(), self._window)
        dialog.accepted.connect(partial(self._on_formula_chosen, dialog))
        _show(dialog)

    def from_data(self) -> None:
        """Ask for a file with a table, and for the columns that are the target."""
        path = self._ask.table_to_open(self._folder())
        if path is not None:
            self._data_dialog().read_file(path)

    def paste_data(self) -> None:
        """Ask which columns of the table on the clipboard are the target."""
        self._data_dialog().paste()

    def fill_data_sets(self, menu: QMenu) -> None:
        """Fill a menu with the data sets that come with the program."""
        from reluviz.files.datasets import list_data_sets

        menu.clear()
        for one in list_data_sets():
            open_it = partial(self.open_data_set, one.name)
            add_entry(menu, f"data_set_{one.name}", one.title, one.summary, open_it)

    def open_data_set(self, name: str) -> None:
        """Make a data set the target, and its best fit with a few ReLUs the network."""
        from reluviz.app.dialogs.data_work import BEST, first_network
        from reluviz.files.datasets import load_data_set

        load = self._document.snapshot.load_number

        def work(job: Work) -> tuple[Target, DataSet, Network | None]:
            target, data_set = load_data_set(name)
            return target, data_set, first_network(target, BEST, stop=job.is_dropped)

        def then(found: tuple[Target, DataSet, Network | None]) -> None:
            target, data_set, network = found
            if self._document.snapshot.load_number != load:
                return  # it was wanted for another document
            self._use(target, _domain(target), network, f"target from “{data_set.title}”")
            self._document.notify(f"{data_set.title}: x is {data_set.x}; y is {data_set.y}")

        self._background.run_long(work, then, self._on_failed)

    def join_points(self) -> None:
        """Have the lines between the points of the target count, too."""
        target = self._document.project.target
        if target is None or target.is_line:
            return
        line = target.joined()
        if len(line.x) > MOST_JOINED:
            self._document.notify(
                f"{len(line.x):,} points cannot be joined; at most {MOST_JOINED:,} can"
            )
            return
        self._document.commit()
        self._document.set_target(line, "join the points of the target")

    def split_points(self) -> None:
        """Have the points of the target count alone."""
        target = self._document.project.target
        if target is not None and target.is_line:
            self._document.commit()
            self._document.set_target(target.split(), "take the points of the target alone")

    # For the window

    @property
    def is_busy(self) -> bool:
        """Whether something is read or fitted in the background."""
        return self._background.is_busy

    def close(self) -> None:
        """Stop what is done in the background, and wait until it has ended."""
        self._background.close()

    # Private

    def _data_dialog(self) -> DataDialog:
        from reluviz.app.dialogs.data_dialog import DataDialog

        dialog = DataDialog(self._theme(), self._background, parent=self._window)
        dialog.source_read.connect(self._on_source_read)
        dialog.accepted.connect(partial(self._on_data_chosen, dialog))
        _show(dialog)
        return dialog

    def _on_formula_chosen(self, dialog: FormulaDialog) -> None:
        target = dialog.target()
        if target is not None:
            self._use(target, dialog.domain(), None, "target from a formula")

    def _on_data_chosen(self, dialog: DataDialog) -> None:
        target = dialog.target()
        if target is not None:
            self._use(target, dialog.domain(), dialog.network(), "target from data")

    def _on_source_read(self, source: Source) -> None:
        if source.path is not None:
            self._store.change(last_folder=str(source.path.absolute().parent))

    def _on_failed(self, error: ValueError) -> None:
        self._document.notify(sentence(error))

    def _use(self, target: Target, domain: Domain, network: Network | None, text: str) -> None:
        """Make a target the present one, with its domain and, if there is one, a network."""
        self._document.commit()
        project = self._document.project
        changed = replace(project, target=target, domain=domain, network=network or project.network)
        with self._document.trying():
            self._document.set_project(changed, text)

    def _folder(self) -> Path:
        path, last = self._document.path, self._store.settings.last_folder
        if path is not None:
            return path.absolute().parent
        return Path(last) if last and Path(last).is_dir() else Path.home()


def _show(dialog: QDialog) -> None:
    """Show a dialog over its window, which lives on behind it."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _domain(target: Target) -> Domain:
    return float(target.x[0]), float(target.x[-1])
