"""Projects come and go: new, open, recent, examples, save, and the question before leaving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QMenu

from reluviz.app.ask import PROJECT_ENDING, InUse, Leave, Overwrite
from reluviz.app.autosave import Autosave
from reluviz.app.claim import Claim
from reluviz.app.context import Context, Controller, add_entry, is_accepted
from reluviz.app.copies import CopiesController
from reluviz.app.file_work import (
    file_name,
    fingerprint_of,
    holds_the_same,
    read_any,
    size_of,
    write_file,
)
from reluviz.core.construct import through_points
from reluviz.document.background import Background
from reluviz.files.project import GUESSED, Project
from reluviz.files.reading import is_address

if TYPE_CHECKING:
    from reluviz.app.dialogs.data_dialog import DataDialog
    from reluviz.app.dialogs.data_work import Reading

Then = Callable[[], None]
"""What to do afterwards."""

Found = tuple["Project | Reading", str | None]
"""What was in a file, and the hash of its content if it is a project."""

LARGE_FILE = 200_000
"""Files of more bytes are read in the background."""

LARGE_NETWORK = 60_000
"""Networks of more parameters are written in the background."""

FIRST_LINE = ((-1.0, -1.0), (1.0, 1.0))


class FilesController(Controller):
    """Loads projects into the document and writes it to files."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.copies = CopiesController(context, self.when_free, self._show)
        self.autosave = Autosave(context, self.copies)
        self._claim = Claim()
        self._fingerprint = fingerprint_of(context.document.path)
        self._background = Background(self)
        self._saving = Background(self)
        self._choosing = Background(self)
        self._after_saving: Then | None = None

    # Begin

    def new(self) -> None:
        """Begin with one straight line, and say how to go on."""
        self.when_free(self._show_first_line)

    def new_network(self) -> None:
        """Begin with a network of the shape that a dialog asks for."""
        from reluviz.app.dialogs.new_network_dialog import NewNetworkDialog

        dialog = NewNetworkDialog(self._window)
        project = dialog.project() if dialog.exec() else None
        dialog.deleteLater()
        if project is not None:
            self.when_free(lambda: self._show(project, None, "Untitled"))

    def new_from_points(self) -> None:
        """Begin with points from a dialog."""
        from reluviz.app.dialogs.points_dialog import PointsDialog

        dialog = PointsDialog(None, self._theme(), self._window)
        project = dialog.project() if is_accepted(dialog) else None
        if project is not None:
            self.when_free(lambda: self._show(project, None, "Untitled"))

    def open(self) -> None:
        """Ask for a file and open it."""
        path = self._ask.file_to_open(self._folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open a project or a table; the document stays as it is if that fails.

        A network goes through a few points at once; for larger tables, and those with more columns,
        a dialog asks what of them is wanted. A large file is read in the background; Escape gives
        that up.
        """
        self._read(path, partial(self._on_read, path))

    def reload(self) -> None:
        """Read the file again that the network came from; one undo step if it has changed."""
        from reluviz.files.formats import asks_activation

        origin = self._document.project.origin
        if origin is not None:
            project = self._document.path
            path = (project.parent if project is not None else Path()) / origin.path
            first = self._document.network.layers[0].activation
            is_open = asks_activation(path) and origin.exporter != "ReluViz"
            self._read(path, partial(self._on_read_again, path), first if is_open else None)

    def _read(
        self, path: Path, then: Callable[[Found], None], activation: str | None = None
    ) -> None:
        self.stop_opening()
        read = partial(read_any, path, activation=activation)
        failed = partial(self._on_not_read, path)
        if size_of(path) > LARGE_FILE:
            self._document.notify(f"Opening “{path.name}”…", "cancel")
            self._background.run_long(lambda job: read(job.is_dropped), then, failed)
            return
        try:
            answer = read()
        except ValueError as error:
            failed(error)
        else:
            then(answer)

    @property
    def is_opening(self) -> bool:
        """Whether a large file is being read."""
        return self._background.is_busy

    def stop_opening(self) -> None:
        """Give up reading a large file."""
        if self.is_opening:
            self._background.drop()
            self._document.notify(None)

    @property
    def is_saving(self) -> bool:
        """Whether a large network is being written."""
        return self._saving.is_busy

    def close(self) -> None:
        """Give up reading, and wait until nothing runs any more."""
        for closing in (self.autosave, self._background, self._saving, self._choosing):
            closing.close()
        self._claim.release()

    def open_example(self, name: str) -> None:
        """Open one of the examples."""
        from reluviz.files.examples import list_examples, load_example

        title = next(example.title for example in list_examples() if example.name == name)
        self.when_free(lambda: self._show(load_example(name), None, title, True))

    def fill_recent(self, menu: QMenu) -> None:
        """Fill a menu with the recent files that are still there."""
        self._store.prune_recent_files()
        menu.clear()
        for number, name in enumerate(self._store.settings.recent_files, 1):
            path = Path(name)
            label, open_it = f"{path.name}  ({path.parent})", partial(self.open_path, path)
            add_entry(menu, f"recent_{number}", label, f"Open {name}", open_it, number % 10)
        menu.setEnabled(not menu.isEmpty())

    def fill_examples(self, menu: QMenu) -> None:
        """Fill a menu with the examples."""
        from reluviz.files.examples import list_examples

        menu.clear()
        for one in list_examples():
            open_it = partial(self.open_example, one.name)
            add_entry(menu, f"example_{one.name}", one.title, one.summary, open_it)

    # Save

    def save(self) -> None:
        """Save to the project's file, or ask for one."""
        self._save(_nothing)

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        self._save_as(_nothing)

    def when_free(self, then: Then) -> None:
        """Call `then` once the document may be given up.

        That is now if it can be had back; else the user is asked, and it may be later or never.
        """
        if self.is_saving:
            self._when_saved(partial(self.when_free, then))
            return
        if self.leave_quietly():
            then()
            return

        def on_answered(answer: Leave) -> None:
            if answer is Leave.SAVE:
                self._save(then)
            elif answer is Leave.DISCARD:
                then()

        self._ask.save_changes(self._document.name, on_answered)

    def leave_quietly(self) -> bool:
        """Return whether the document may be given up without a question.

        What is saved may. What came with the program may too, and its changes are kept under
        File > Recently closed; but not networks kept to compare, which took time to make, nor
        what is so large that writing it would be noticed.
        """
        document = self._document
        document.commit()
        if self.is_saving or not document.is_modified:
            return not self.is_saving
        if document.has_new_runs or document.network.n_parameters > LARGE_NETWORK:
            return False
        return document.is_given and self.copies.keep_closed()

    # Private

    def _show(
        self,
        project: Project,
        path: Path | None,
        name: str,
        is_given: bool = False,
        is_modified: bool = False,
    ) -> None:
        self._claim.take(path, by_force=True)
        self._document.load(project, path, name, is_given, is_modified)
        self._fingerprint = None

    def _show_first_line(self) -> None:
        self._show(Project(through_points(FIRST_LINE)), None, "Untitled")
        self._document.notify(
            "Double-click the line to add a joint, then drag it where you want it",
            "new_from_points",
        )

    def _on_read(self, path: Path, answer: Found) -> None:
        found, fingerprint = answer
        self._document.notify(None)
        if isinstance(found, Project) and GUESSED in found.notes:
            self._choose_activation(path)
        elif isinstance(found, Project):
            self.when_free(lambda: self._show_file(found, path, fingerprint))
        else:
            self._choose_columns(found)

    def _on_read_again(self, path: Path, answer: Found) -> None:
        found, _ = answer
        document = self._document
        document.notify(None)
        document.commit()
        if not isinstance(found, Project):
            return
        if found.network == document.network:
            document.notify(f"“{path.name}” has the network that is shown")
            return
        again = replace(
            document.project, network=found.network, origin=found.origin, notes=found.notes
        )
        document.set_project(again, f"reload {path.name}")
        document.notify(". ".join([f"Read “{path.name}” again", *found.notes]))

    def _choose_activation(self, path: Path) -> None:
        """Ask which activation the hidden layers of a file of tensors have."""
        from reluviz.app.dialogs.activation_dialog import ActivationDialog
        from reluviz.files.formats import open_any

        dialog = ActivationDialog(
            path.name, partial(open_any, path), self._theme().name, self._window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def on_accepted() -> None:
            project = dialog.project()
            if project is not None:
                self.when_free(lambda: self._show_file(project, path, None))

        dialog.accepted.connect(on_accepted)
        dialog.open()

    def _choose_columns(self, reading: Reading) -> None:
        """Ask which columns of a table are the target of a new document."""
        from reluviz.app.dialogs.data_dialog import DataDialog

        dialog = DataDialog(self._theme(), self._choosing, may_keep=False, parent=self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._on_columns_chosen, dialog))
        dialog.open()
        dialog.show_reading(reading)

    def _on_columns_chosen(self, dialog: DataDialog) -> None:
        target, network, source = dialog.target(), dialog.network(), dialog.source
        if target is None or network is None or source is None:
            return
        project, path = Project(network, target, dialog.domain()), source.path
        if path is None:
            self.when_free(lambda: self._show(project, None, "Untitled"))
        else:
            self.when_free(lambda: self._show_file(project, path, None))

    def _on_not_read(self, path: Path, error: ValueError) -> None:
        self._document.notify(None)
        self._ask.tell(f"“{path.name}” could not be opened.", str(error))

    def _show_file(self, project: Project, path: Path, fingerprint: str | None) -> None:
        if is_address(path):
            self._show(project, None, "Untitled")
            self._document.notify(". ".join(project.notes))
            return
        if path.suffix.lower() != PROJECT_ENDING:
            self._show_found(project, path, None, None)
            return
        show = partial(self._show_found, project, path)
        who = self._claim.take(path)
        if who is None:
            show(path, fingerprint)
            return

        def on_answered(answer: InUse) -> None:
            if answer is not InUse.CANCEL:
                show(path if answer is InUse.TAKE_OVER else None, fingerprint)

        self._ask.open_elsewhere(path.name, who, on_answered)

    def _show_found(
        self, project: Project, found: Path, path: Path | None, fingerprint: str | None
    ) -> None:
        """Show what was found in a file; `path` is the file if it is the document's own."""
        self._show(project, path, found.stem)
        self._fingerprint = fingerprint
        self._remember(found)
        if project.notes:
            self._document.notify(". ".join(project.notes))

    def _save(self, then: Then) -> None:
        if self.is_saving:
            self._when_saved(partial(self._save, then))
            return
        path = self._document.path
        if path is None:
            self._save_as(then)
            return
        found = fingerprint_of(path)
        if found is None and self._fingerprint is not None and path.parent.is_dir():
            self._write(path, then)
            self._document.notify(f"“{path.name}” was gone from its folder; it is there again")
            return
        if found is None or found == self._fingerprint:
            self._write(path, then)
            return

        def on_answered(answer: Overwrite) -> None:
            if answer is Overwrite.SAVE_AS:
                self._save_as(then)
            elif answer is Overwrite.OVERWRITE:
                self._write(path, then)

        self._ask.changed_on_disk(path.name, on_answered)

    def _save_as(self, then: Then) -> None:
        path = self._document.path
        name = self._document.name.removesuffix(PROJECT_ENDING)
        named = self._folder() / f"{file_name(name)}{PROJECT_ENDING}"
        suggestion = path or self.copies.own_file() or named
        try:
            chosen = self._ask.file_to_save(suggestion)
        except FileExistsError as error:
            self._ask.tell("The project was not saved.", str(error))
            return
        if chosen is not None:
            self._when_saved(partial(self._write, chosen, then))

    def _when_saved(self, then: Then) -> None:
        """Call `then` now, or when the large network under way is written."""
        if self.is_saving:
            self._after_saving = then
        else:
            then()

    def _write(self, path: Path, then: Then) -> None:
        self._document.commit()
        project = self._document.project
        work = partial(write_file, project, path)
        written = partial(self._on_written, project, self._document.load_number, path, then)
        if project.network.n_parameters > LARGE_NETWORK:
            self._document.notify(f"Saving “{path.name}”…")
            done, failed = self._when_told(written), self._when_told(self._on_not_written)
            self._saving.run(work, done, failed)
            return
        try:
            fingerprint = work()
        except ValueError as error:
            self._on_not_written(error)
        else:
            written(fingerprint)

    def _when_told(self, then: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return `then`, which first takes away the notice that something is being done."""

        def told(answer: Any) -> None:
            self._document.notify(None)
            then(answer)

        return told

    def _on_written(
        self, project: Project, loads: int, path: Path, then: Then, fingerprint: str | None
    ) -> None:
        self._remember(path)
        after, self._after_saving = self._after_saving, None
        if loads == self._document.load_number:
            self._fingerprint = fingerprint
            self._claim.take(path, by_force=True)
            if holds_the_same(project, self._document.project):
                self._document.mark_saved(path)
            else:
                self._document.path = path
                self._document.notify(f"“{path.name}” was saved without your last changes")
                then = _nothing if then is _nothing else partial(self.when_free, then)
        then()
        if after is not None:
            after()

    def _on_not_written(self, error: ValueError) -> None:
        self._after_saving = None
        self._ask.tell("The project was not saved.", str(error))

    def _remember(self, path: Path) -> None:
        self._store.change(last_folder=str(path.absolute().parent))
        self._store.add_recent_file(path)

    def _folder(self) -> Path:
        if self._document.path is not None:
            return self._document.path.absolute().parent
        last = Path(self._store.settings.last_folder)
        if self._store.settings.last_folder and last.is_dir():
            return last
        place = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(place))


def _nothing() -> None:
    """Do nothing afterwards."""
