"""The scoreboard of networks: by hand, trained, and the best fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from reluviz.core.network import Network
from reluviz.core.runs import Run
from reluviz.document.comparison import new_name
from reluviz.document.document import Document
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.views.compare import wording
from reluviz.views.compare.model import ScoreModel
from reluviz.views.compare.rows import BEST, NOW, RUN, Row, Scoreboard, fit_words
from reluviz.views.compare.table import ScoreTable
from reluviz.views.numbers import shortened
from reluviz.views.shell import ToolPanel, button, column, ground, label, row
from reluviz.views.theme import Theme

_TEXTS = ("Use this network", "Keep this network", "Remove", "Show only this", "Show all")
_SHORT = ("Use", "Keep", "Remove", "Only", "All")
_TIPS = {
    "use_network": "Make the network of this row the one in hand: one step that can be undone",
    "keep_network": "Put the network in hand, or the best fit, into the list",
    "remove_network": "Take the network of this row out of the list",
    "show_only": "Hide the curves of all others",
    "show_all": "Show all curves",
    "put_back": "Put the network that was removed last back into the list",
}
_GAP, _MARGIN = 6, 10
_BUTTON, _PADDING = 48, 22  # least width of a button, and what it needs beside its text
_LAYERS = {BEST: "best", RUN: "runs"}


class ComparePanel(ToolPanel):
    """Networks beside one another: which is how far from the target.

    The buttons act on the row that is current.
    """

    kinds = (SHALLOW, LAYERED)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "compare", "Compare", parent)
        self.model = ScoreModel(self)
        self.table = ScoreTable(self.model, theme)
        self.remark = label("compare_remark")
        self._buttons = tuple(map(_button, list(_TIPS)[: len(_TEXTS)]))
        self.use, self.keep, self.remove, self.only, self.all = self._buttons
        self.put_back = _button("put_back")
        self._scores = Scoreboard()
        self._removed: list[tuple[int, Run]] = []
        self._load_number = -1
        self._lay_out()
        self._connect()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.table.apply_theme(theme)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if old is not None and _is_same(old, new):
            return
        if new.load_number != self._load_number:
            self._load_number = new.load_number
            self._removed.clear()
        rows = self._scores.rows(new)
        if rows != self.model.rows or old is None:
            self.model.show_rows(rows)
            if new.gesture is None:
                self.table.fit()
        self._render_choice(new)

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        """Room for the buttons with their short texts."""
        return QSize(self._width_of_buttons(_SHORT), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.width() >= self._width_of_buttons(_TEXTS)
        for one, text in zip(self._buttons, _TEXTS if has_room else _SHORT, strict=True):
            one.setText(text)

    # Private: rendering

    def _width_of_buttons(self, texts: tuple[str, ...]) -> int:
        advance, wide = self.fontMetrics().horizontalAdvance, _BUTTON
        return 2 * _MARGIN + sum(max(wide, advance(text) + _PADDING) + _GAP for text in texts)

    def _render_choice(self, new: Snapshot) -> None:
        """Write what depends on the current row."""
        row = self.model.rows[min(self.table.row, len(self.model.rows) - 1)]
        best = self._scores.best_error(new, row.units)
        self.remark.setText(wording.remark(new, row, best))
        self.remark.setVisible(bool(self.remark.text()))
        runs = new.comparison.runs
        is_twin = any(run.network is new.network for run in runs)
        self.use.setEnabled(row.kind != NOW and not _is_in_hand(new, row))
        self.keep.setEnabled(row.kind == BEST or (row.kind == NOW and not is_twin))
        self.remove.setEnabled(row.kind == RUN)
        self.only.setEnabled(len(self.model.rows) > 1)
        self.all.setEnabled(any(not one.is_shown for one in self.model.rows))
        self.put_back.setVisible(bool(self._removed))
        if self._removed:
            self.put_back.setText(f"Put back {shortened(self._removed[-1][1].name)}")

    def _lay_out(self) -> None:
        words = row((self.remark, self.put_back), _GAP, stretch=0)
        words.setStretch(0, 1)
        below = column(None, (words, row(self._buttons, _GAP)), _GAP, (_MARGIN, 4, _MARGIN, 8))
        whole = column(self, (self.table, below))
        whole.setStretch(0, 1)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        ground(self)

    # Private: what the user does

    def _connect(self) -> None:
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.use_requested.connect(self._on_use_requested)
        self.table.remove_requested.connect(self._on_remove_requested)
        self.table.menu_requested.connect(self._on_menu_requested)
        self.model.renamed.connect(self._on_renamed)
        self.model.switched.connect(self._on_switched)
        self.use.clicked.connect(self._on_use_requested)
        self.keep.clicked.connect(self._on_keep_clicked)
        self.remove.clicked.connect(self._on_remove_requested)
        self.only.clicked.connect(self._on_only_clicked)
        self.all.clicked.connect(self._on_all_clicked)
        self.put_back.clicked.connect(self._on_put_back_clicked)

    @property
    def _row(self) -> Row:
        return self.model.rows[self.table.row]

    @property
    def _runs(self) -> tuple[Run, ...]:
        return self.document.project.runs

    def _run_of(self, row: Row) -> int | None:
        """The place of a row's run in the document, which may be ahead of what is shown."""
        places = (k for k, run in enumerate(self._runs) if run.network is row.token)
        return next(places, None) if row.kind == RUN else None

    def _on_row_chosen(self) -> None:
        if self._shown is not None and self.model.rows:
            self._render_choice(self._shown)

    def _on_menu_requested(self, place: QPoint) -> None:
        self.context_menu_requested.emit(None, place)

    def _on_use_requested(self) -> None:
        row = self._row
        with self.document.trying():  # a fit may be too steep for a network
            network = self._network_of(row)
            if network is not None and network is not self.document.network:
                self.document.commit()
                self.document.set_network(network, f"use {shortened(row.name)}")

    def _network_of(self, row: Row) -> Network | None:
        best, place = self.document.snapshot.best, self._run_of(row)
        if row.kind == BEST and best is not None and best.fit is not None:
            return best.fit.network
        return None if place is None else self._runs[place].network

    def _on_keep_clicked(self) -> None:
        row, best, network = self._row, self.document.snapshot.best, None
        with self.document.trying():
            network = self.document.network if row.kind == NOW else self._network_of(row)
        if network is None or any(run.network is network for run in self._runs):
            return
        if row.kind == BEST and best is not None:
            name = new_name(self._runs, f"Best {row.units}")
            new = Run(name, "best", network, fit_words(best))
        else:
            new = Run(new_name(self._runs, "By hand"), "hand", network)
        self.document.set_runs((*self._runs, new))

    def _on_remove_requested(self) -> None:
        place = self._run_of(self._row)
        if place is not None:
            self._removed.append((place, self._runs[place]))
            self.document.set_runs(self._runs[:place] + self._runs[place + 1 :])

    def _on_put_back_clicked(self) -> None:
        if self._removed:
            place, run = self._removed.pop()
            self.document.set_runs((*self._runs[:place], run, *self._runs[place:]))

    def _on_renamed(self, index: int, name: str) -> None:
        place = self._run_of(self.model.rows[index])
        if place is not None:
            with self.document.trying():
                self._put(place, replace(self._runs[place], name=name))

    def _on_switched(self, index: int, is_shown: bool) -> None:
        row = self.model.rows[index]
        place, is_layer_shown = self._run_of(row), self.document.snapshot.shows("runs")
        if row.kind == BEST:
            self._show_layer("best", is_shown)
        elif place is not None and is_shown and not is_layer_shown:
            # None of them was in sight: now only this one is.
            wanted = self._runs[place]
            self._show_runs(lambda run: run is wanted)
            self._show_layer("runs", True)
        elif place is not None:
            self._put(place, replace(self._runs[place], is_shown=is_shown))

    def _on_only_clicked(self) -> None:
        row, place = self._row, self._run_of(self._row)
        kept = None if place is None else self._runs[place]
        self._show_runs(lambda run: run is kept)
        self._show_layer("best", row.kind == BEST)
        if kept is not None:
            self._show_layer("runs", True)

    def _on_all_clicked(self) -> None:
        self._show_runs(lambda run: True)
        for layer in _LAYERS.values():
            self._show_layer(layer, True)

    def _show_runs(self, is_shown: Callable[[Run], bool]) -> None:
        runs = tuple(
            run if run.is_shown == is_shown(run) else replace(run, is_shown=is_shown(run))
            for run in self._runs
        )
        self.document.set_runs(runs)

    def _show_layer(self, layer: str, is_shown: bool) -> None:
        others = tuple(name for name in self.document.project.view.hidden if name != layer)
        self.document.set_view(hidden=others if is_shown else (*others, layer))

    def _put(self, place: int, run: Run) -> None:
        self.document.set_runs((*self._runs[:place], run, *self._runs[place + 1 :]))


def _is_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether nothing of the scoreboard differs."""
    return (
        old.state is new.state
        and old.comparison is new.comparison
        and old.best is new.best
        and old.sweep.fits is new.sweep.fits
        and old.view.hidden == new.view.hidden
        and old.load_number == new.load_number
        and old.gesture == new.gesture
    )


def _is_in_hand(snapshot: Snapshot, row: Row) -> bool:
    best = snapshot.best
    if row.kind == BEST and best is not None and best.fit is not None:
        known = best.fit.__dict__.get("network")  # not made only to be compared
        return known is snapshot.network
    return row.token is snapshot.network


def _button(name: str) -> QPushButton:
    made = button(name, tip=_TIPS[name], room=0)
    made.setMinimumWidth(_BUTTON)
    return made
