"""Lessons in the window: the menu, the strip above the panels, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from reluviz.app.context import Context, Controller, add_entry
from reluviz.app.help_texts import explain
from reluviz.document.reports import LessonState
from reluviz.document.snapshot import Snapshot
from reluviz.lessons.lesson import Lesson
from reluviz.lessons.progress import Progress
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme


class LessonController(Controller):
    """Opens lessons, shows the strip while one is open, and remembers how far one has come.

    Attributes
    ----------
    bar : QWidget
        Its place above the numbers; the panel in it is made with the first lesson.
    """

    def __init__(
        self,
        context: Context,
        open_panel: Callable[[str], None],
        when_free: Callable[[Callable[[], None]], None],
    ) -> None:
        super().__init__(context)
        self._open_panel = open_panel
        self._when_free = when_free
        self._panel: Panel | None = None
        self._step: tuple[str, int] | None = None
        self.bar = QWidget()
        self.bar.setObjectName("lesson_bar")
        self._place = QVBoxLayout(self.bar)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.bar.hide()
        self._document.lesson.progress_changed.connect(self._on_progress_changed)
        self._document.lesson.finished.connect(self._on_finished)

    # What the actions do

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with the lessons that come with the program; those that are done say so."""
        from reluviz.lessons.reading import list_lessons

        progress = self._progress()
        menu.clear()
        for number, lesson in enumerate(list_lessons(), 1):
            done = "  ✓" if progress.is_done(lesson) else ""
            title, open_it = f"{number}. {lesson.title}{done}", partial(self._on_chosen, lesson)
            add_entry(menu, f"lesson_{lesson.name}", title, lesson.summary, open_it)

    def open_file(self) -> None:
        """Ask for a lesson file, and open it."""
        path = self._ask.lesson_to_open(Path(self._store.settings.last_folder or Path.home()))
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open a lesson file; a notice says what is wrong with it."""
        from reluviz.lessons.reading import read_lesson

        with self._document.trying():
            self.start(read_lesson(path))

    def start(self, lesson: Lesson) -> None:
        """Open a lesson where one was, as a document of its own; a new one if it is done."""
        self._when_free(partial(self._begin, lesson))

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        if self._panel is not None:
            self._panel.apply_theme(theme)

    # What follows from it

    def show_snapshot(self, new: Snapshot) -> None:
        """Show the strip while there is a lesson, and the panel that a new step wants.

        To be called when the window shows the panels for the kind of network there is.
        """
        state = new.lesson
        if state is not None and self._panel is None:
            self._make_panel()
        if self.bar.isHidden() == (state is not None):
            self.bar.setVisible(state is not None)
        step = None if state is None else (state.lesson.name, state.index)
        if step != self._step:
            self._step = step
            if state is not None and state.step.look.panel is not None:
                self._open_panel(state.step.look.panel)

    @Slot(object)
    def _on_progress_changed(self, state: LessonState) -> None:
        name, progress = state.lesson.name, self._progress().at_step(state.lesson.name, state.index)
        for step in state.reached:
            progress = progress.with_reached(name, step)
        self._store.change(lesson_progress=progress.to_text())

    @Slot(str)
    def _on_finished(self, name: str) -> None:
        after = self._after(name)
        text = "That was the lesson"
        self._document.notify(text if after is None else f"{text}; the next one is “{after.title}”")

    @Slot()
    def _on_following_requested(self) -> None:
        """End the lesson as its last step does, and open the next one."""
        state = self._document.lesson.state
        after = None if state is None else self._after(state.lesson.name)
        if after is not None:
            self._document.lesson.next()
            self._document.notify(None)
            self.start(after)

    def _on_chosen(self, lesson: Lesson) -> None:
        self._document.publish()
        self.start(lesson)

    # Private

    def _begin(self, lesson: Lesson) -> None:
        progress = self._progress()
        place = progress.place(lesson.name)
        index = 0 if progress.is_done(lesson) else min(place.step, len(lesson.steps) - 1)
        self._document.load(lesson.start_of(index), None, lesson.title, is_given=True)
        self._document.lesson.start(lesson, index, place.reached)

    def _make_panel(self) -> None:
        from reluviz.views.lesson import LessonPanel

        panel = self._panel = LessonPanel(self._document, self._theme(), self._window)
        explain(panel)
        panel.title_after = self._title_after
        panel.following_requested.connect(self._on_following_requested)
        panel.render_anew()
        self._place.addWidget(panel)

    def _after(self, name: str) -> Lesson | None:
        """The lesson after one that comes with the program; None after the last and any other."""
        from reluviz.lessons.reading import list_lessons

        lessons = list_lessons()
        names = [lesson.name for lesson in lessons]
        place = names.index(name) + 1 if name in names else len(names)
        return lessons[place] if place < len(names) else None

    def _title_after(self, lesson: Lesson) -> str:
        after = self._after(lesson.name)
        return "" if after is None else after.title

    def _progress(self) -> Progress:
        return Progress.from_text(self._store.settings.lesson_progress)
