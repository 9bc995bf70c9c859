"""What was closed without a question, and what was rescued: kept, listed, opened again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QMenu

from reluviz.app.context import Context, Controller, add_entry
from reluviz.app.file_work import read_any
from reluviz.app.settings import user_data_folder
from reluviz.files.kept import (
    AUTOSAVED,
    CLOSED,
    RESCUED,
    Copy,
    Origin,
    adopt_autosaved,
    copies_in,
    keep_copy,
)
from reluviz.files.project import Project
from reluviz.lessons.progress import Progress


class CopiesController(Controller):
    """Keeps copies of documents and opens them again, as what they were, with their changes.

    Attributes
    ----------
    folder : Path
        Where the copies are.
    session : str
        Name of this run of the program, for what is rescued from it.
    """

    def __init__(
        self,
        context: Context,
        when_free: Callable[[Callable[[], None]], None],
        show: Callable[[Project, Path | None, str, bool, bool], None],
    ) -> None:
        super().__init__(context)
        self._when_free = when_free
        self._show = show
        self._opened: tuple[int, Origin] | None = None
        self.folder = user_data_folder()
        self.session = ""

    def origin(self) -> Origin:
        """Return what a copy of the document, made now, would be a copy of."""
        document, state = self._document, self._document.lesson.state
        file = document.path or self.own_file()
        if state is not None and (document.name != state.lesson.title or not document.is_given):
            state = None  # a lesson that is open beside the document, which came from elsewhere
        return Origin(
            name=file.name if file else document.name,
            path=str(file.absolute()) if file else None,
            is_given=document.is_given,
            lesson=None if state is None else state.lesson.name,
            step=0 if state is None else state.index,
            session=self.session,
        )

    def own_file(self) -> Path | None:
        """Return the user's file that a rescued document belongs to, if one is shown."""
        if self._opened is None or self._opened[0] != self._document.load_number:
            return None
        path = self._opened[1].path
        return None if path is None else Path(path)

    def keep_closed(self) -> bool:
        """Keep the document among those closed recently; False if that is impossible."""
        if not self._store.is_kept:
            return False
        origin = msgspec.structs.replace(self.origin(), session="")
        try:
            keep_copy(self._document.project, origin, self.folder, CLOSED)
        except ValueError:
            return False
        return True

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with the documents that were closed or rescued, the newest first."""
        menu.clear()
        copies = [copy for copy in copies_in(self.folder) if copy.kind != AUTOSAVED]
        for number, copy in enumerate(copies, 1):
            rescued = "rescued, " if copy.kind == RESCUED else ""
            label = f"{copy.origin.name}  ({rescued}{said(copy.when)})"
            tip = copy.origin.path or "Open it with the changes made to it"
            key = number if number < 10 else None
            add_entry(menu, f"closed_{number}", label, tip, partial(self._on_chosen, copy), key)
        menu.setEnabled(not menu.isEmpty())

    def open(self, copy: Copy) -> None:
        """Open a copy as what it was, with its changes; never in the place of the user's file."""
        try:
            project, _ = read_any(copy.file)
        except ValueError as error:
            self._ask.tell(f"“{copy.origin.name}” could not be opened.", str(error))
            return
        assert isinstance(project, Project)
        self._when_free(partial(self._show_copy, copy, project))

    def tell_unclean_end(self, sessions: Collection[str], tell: Callable[[str], None]) -> None:
        """Say that the program did not end properly, and offer what was rescued from it.

        Parameters
        ----------
        sessions : collection of str
            The runs of the program that did not end properly.
        tell : callable
            Shows a sentence.
        """
        adopt_autosaved(self.folder, sessions)
        copies = [c for c in copies_in(self.folder, RESCUED) if c.origin.session in sessions]
        if copies:
            self._ask.rescued(copies, self._theme().name, self.open)
        else:
            tell("ReluViz did not end properly last time, and nothing was rescued")

    # Private

    def _on_chosen(self, copy: Copy) -> None:
        self._document.publish()
        self.open(copy)

    def _show_copy(self, copy: Copy, project: Project) -> None:
        origin = copy.origin
        name = origin.name
        if copy.kind == RESCUED and not origin.is_given:
            name = f"{name.removesuffix(' (rescued)')} (rescued)"
        self._show(project, None, name, origin.is_given, True)
        self._opened = self._document.load_number, origin
        if origin.lesson is None:
            return
        from reluviz.lessons.reading import list_lessons

        for lesson in list_lessons():
            if lesson.name == origin.lesson:
                known = Progress.from_text(self._store.settings.lesson_progress)
                reached = known.place(lesson.name).reached
                self._document.lesson.resume(lesson, origin.step, reached)


def said(when: datetime) -> str:
    """Return a time in words: without the day if it is today."""
    return f"{when:%H:%M}" if when.date() == datetime.now().date() else f"{when:%Y-%m-%d %H:%M}"
