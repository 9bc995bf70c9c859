"""A target from a table: a file or the clipboard, of which two columns are x and y."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    TABLE_FILTERS,
    MessageLine,
    ask_to_open,
    button_box,
    full_sentence,
    plain_label,
    sentence,
    size_dialog,
)
from reluviz.app.dialogs.data_form import DataForm
from reluviz.app.dialogs.data_table import MOST_ROWS, DataModel, DataTable
from reluviz.app.dialogs.data_work import (
    BEST,
    Chosen,
    Reading,
    Source,
    choose,
    domain_of,
    file_source,
    first_network,
    read_source,
)
from reluviz.app.dialogs.target_preview import TargetPreview
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.core.words import number
from reluviz.document.background import Background, Work
from reluviz.files.errors import PointsError
from reluviz.files.table import Table
from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme

CLIPBOARD = "the clipboard"

PATIENCE = 200
"""Milliseconds of work before it is shown how far it is."""

_FINE = 1_000  # steps of the progress bar


class DataDialog(Guarded, QDialog):
    """Asks which columns of a table are the target, and with which network to begin.

    Reading, choosing and fitting happen in a thread; the dialog lives on meanwhile, and each can
    be stopped. `accepted` comes when everything is ready.

    Parameters
    ----------
    background : Background
        The thread. It outlives the dialog: closing that does not have to wait for the thread.
    may_keep : bool
        Whether there is a network that could stay as it is.
    """

    source_read = Signal(object)
    """Emitted with the `Source` that was read."""

    def __init__(
        self,
        theme: Theme,
        background: Background,
        may_keep: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("data_dialog")
        self.setWindowTitle("Target from data")
        self.form = DataForm(may_keep)
        self.model = DataModel(theme, self)
        self.table = DataTable(self.model, theme)
        self.preview = TargetPreview(theme, "data_preview")
        self.message = MessageLine()
        self._background = background
        self._source: Source | None = None
        self._reading: Reading | None = None
        self._chosen: Chosen | None = None
        self._result: tuple[Target, Network | None] | None = None
        self._build(may_keep)
        self._lay_out()
        self._connect()
        self._show_nothing()
        self.message.say("Read a file, or paste a table from a spreadsheet.")

    # Public

    def target(self) -> Target | None:
        """Return the target, once the dialog was accepted."""
        return self._result[0] if self._result is not None else None

    def network(self) -> Network | None:
        """Return the network to begin with, once accepted; None for the one there is."""
        return self._result[1] if self._result is not None else None

    def domain(self) -> Domain:
        """Return the interval from the first to the last x of the target."""
        assert self._result is not None
        return domain_of(self._result[0])

    @property
    def is_busy(self) -> bool:
        """Whether the thread is at work."""
        return self._background.is_busy

    @property
    def source(self) -> Source | None:
        """What was read last."""
        return self._source

    def read(self, source: Source) -> None:
        """Read a table in the thread; what is wrong with it is said in place."""
        self._source = source
        self._show_nothing()
        self._title.setText(source.title)
        self.form.show_options(source.options)
        self.message.say("")

        def work(job: Work) -> Reading:
            return read_source(source, job.is_dropped, job.report)

        self._run(f"Reading {source.name}…", work, self.show_reading)

    def read_file(self, path: Path) -> None:
        """Read a file."""
        self.form.show_sheets((), "")
        self.read(file_source(path))

    def paste(self) -> None:
        """Read the table on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.message.complain("There is no text on the clipboard: copy a table first.")
            return
        self.form.show_sheets((), "")
        self.read(Source(CLIPBOARD, text=text))

    def show_reading(self, reading: Reading) -> None:
        """Offer a table that was read."""
        self._reading, self._source = reading, reading.source
        table, source = reading.table, reading.source
        rows, columns = len(table), len(table.columns)
        self._title.setText(
            f"{source.title}: {rows:,} row{'s' if rows != 1 else ''}, "
            f"{columns} column{'s' if columns != 1 else ''}"
        )
        self.form.show_sheets(reading.sheets, source.sheet)
        self.form.show_options(source.options, table.unit)
        self.form.show_columns(table)
        self.model.show_table(table)
        self._rows.setText(f"The first {MOST_ROWS} rows" if rows > MOST_ROWS else "All rows")
        self.source_read.emit(source)
        self._on_columns_changed()

    # Qt overrides

    def accept(self) -> None:
        """Make what is chosen ready, and close then."""
        chosen = self._chosen
        if chosen is None or self.is_busy:
            return
        target = chosen.target.joined() if self.form.is_joined else chosen.target
        start, units = self.form.start, self.form.units

        def work(job: Work) -> tuple[Target, Network | None]:
            return target, first_network(target, start, units, job.is_dropped, job.report)

        what = f"Finding the best fit of {units} ReLUs…" if start == BEST else "Making the network…"
        self._run(what, work, self._on_ready)

    def done(self, result: int) -> None:
        """Close; nobody waits for the thread any more."""
        self._end_work()
        super().done(result)

    # Slots

    def _on_columns_changed(self) -> None:
        reading = self._reading
        x, y = self.form.columns
        self._show_chosen(None)
        if reading is None:
            return
        if min(x, y) < 0:
            self.table.fit_columns()
            self._complain_of(reading.table)
            return
        self.model.choose(x, y)
        self.table.fit_columns()
        self.table.show_columns(x, y)
        table = reading.table
        self._run("Looking at the columns…", lambda _: choose(table, x, y), self._show_chosen)

    def _on_sheet_changed(self) -> None:
        if self._source is not None:
            self.read(replace(self._source, sheet=self.form.sheet_box.currentText()))

    def _on_options_changed(self) -> None:
        if self._source is not None:
            self.read(replace(self._source, options=self.form.options))

    def _on_read_clicked(self) -> None:
        path = ask_to_open(self, "Read a table", TABLE_FILTERS)
        if path is not None:
            self.read_file(path)

    def _on_stop_clicked(self) -> None:
        self._end_work()
        if self._chosen is not None:
            self._say_chosen()
        else:
            self.message.say("Stopped.")

    def _on_ready(self, result: tuple[Target, Network | None]) -> None:
        self._result = result
        super().accept()

    def _on_look_changed(self) -> None:
        self._on_start_changed()
        chosen = self._chosen
        if chosen is not None:
            self.preview.show_points(chosen.target, chosen.dots, self.form.is_joined)

    def _on_start_changed(self) -> None:
        """What was being made ready is not wanted any more."""
        if self._chosen is not None and self.is_busy:
            self._end_work()
            self._say_chosen()

    # Private

    def _build(self, may_keep: bool) -> None:
        self._title = plain_label("", wrap=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._rows = plain_label("")
        self._read_button = QPushButton("Read &file…")
        self._paste_button = QPushButton("&Paste")
        self._paste_button.setToolTip("Read the table on the clipboard (Ctrl+V)")
        self._stop_button = QPushButton("S&top")
        for button in (self._read_button, self._paste_button, self._stop_button):
            button.setAutoDefault(False)
        self._bar = QProgressBar()
        self._bar.setRange(0, _FINE)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far it is")
        for widget in (self._bar, self._stop_button):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
            widget.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._buttons = button_box(self, "Use as target" if may_keep else "Open")

    def _lay_out(self) -> None:
        top, left, middle, work = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._read_button)
        top.addWidget(self._paste_button)
        left.addWidget(self.table, 1)
        left.addWidget(self._rows)
        middle.addLayout(left, 1)
        middle.addWidget(self.preview, 1)
        work.addWidget(self._bar, 1)
        work.addWidget(self._stop_button)
        work.addStretch(1)
        work.addWidget(self._buttons)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.form)
        layout.addWidget(self.message)
        layout.addLayout(work)
        size_dialog(self, 116, 38)

    def _connect(self) -> None:
        self.form.columns_changed.connect(self._on_columns_changed)
        self.form.sheet_changed.connect(self._on_sheet_changed)
        self.form.options_changed.connect(self._on_options_changed)
        self.form.look_changed.connect(self._on_look_changed)
        self.form.start_changed.connect(self._on_start_changed)
        self._read_button.clicked.connect(self._on_read_clicked)
        self._paste_button.clicked.connect(self.paste)
        self._stop_button.clicked.connect(self._on_stop_clicked)
        self._patience.timeout.connect(self._show_work)
        paste = QAction(self)
        paste.setShortcut(QKeySequence.StandardKey.Paste)
        paste.triggered.connect(self.paste)
        self.addAction(paste)

    def _show_nothing(self) -> None:
        """Forget the table there was; which sheets there are stays."""
        self._reading = None
        self._rows.setText("")
        self.model.show_table(None)
        self.form.show_columns(None)
        self._show_chosen(None)

    def _show_chosen(self, chosen: Chosen | None) -> None:
        self._chosen = chosen
        self.form.show_points(chosen)
        self._ok_button().setEnabled(chosen is not None)
        if chosen is None:
            self.preview.clear_all()
        else:
            self._on_look_changed()
            self._say_chosen()

    def _complain_of(self, table: Table) -> None:
        try:
            table.choice()
        except PointsError as error:
            self.message.complain(full_sentence(error))
        else:
            self.message.complain("Choose a column for x and one for y.")

    def _say_chosen(self) -> None:
        assert self._chosen is not None
        low, high = domain_of(self._chosen.target)
        count = len(self._chosen.target.x)
        words = f"{count:,} points, x from {number(low, 7)} to {number(high, 7)}."
        note = self._chosen.note
        self.message.say(f"{words} {sentence(note)}." if note else words)

    # The thread

    def _run(self, what: str, work: Callable[[Work], Any], then: Callable[[Any], None]) -> None:
        """Have something done in the thread; what takes long is shown, and can be stopped."""
        self._end_work()
        self._ok_button().setEnabled(False)
        self._what = what
        self._patience.start()
        done = partial(self._on_done, then)
        self._background.run_long(work, done, self._on_failed, self._on_share)

    def _on_done(self, then: Callable[[Any], None], answer: Any) -> None:
        self._end_work()
        then(answer)

    def _on_failed(self, error: ValueError) -> None:
        self._end_work()
        self.message.complain(full_sentence(error))

    def _on_share(self, share: float) -> None:
        self._bar.setValue(round(share * _FINE))

    def _show_work(self) -> None:
        self._bar.setVisible(True)
        self._stop_button.setVisible(True)
        self.message.say(self._what)

    def _end_work(self) -> None:
        self._background.drop()
        self._patience.stop()
        self._bar.reset()
        for widget in (self._bar, self._stop_button):
            widget.hide()
        self._ok_button().setEnabled(self._chosen is not None)

    def _ok_button(self) -> QPushButton:
        return self._buttons.button(QDialogButtonBox.StandardButton.Ok)
