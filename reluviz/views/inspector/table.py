"""The table of weights: as wide as its numbers, with columns that give way to others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reluviz.views.inspector.delegate import CellDelegate, width_of_name
from reluviz.views.inspector.model import MAP_COLUMNS, TITLES, Column, WeightModel
from reluviz.views.number_cells import PADDING
from reluviz.views.number_table import NumberTable
from reluviz.views.plain_header import BACK, FORTH
from reluviz.views.theme import Theme

_INSTEAD = (Column.KINK, Column.SLOPE)  # give way to the influence where there is not room for all


class WeightTable(NumberTable):
    """A view of a `WeightModel`. It tells what the user does and changes nothing itself.

    Parameters
    ----------
    model : WeightModel
        The numbers.
    theme : Theme
        The colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    columns_changed = Signal()
    """The columns of the influence came into sight or went out of it."""

    def __init__(self, model: WeightModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            model, lambda marks, table: CellDelegate(model, marks, theme, table), theme, parent
        )
        self.weights = model
        self._is_too_narrow = False
        self._prefers_influence = False
        self._titles.switch_requested.connect(self.switch_columns)
        for column in MAP_COLUMNS:
            self.setColumnHidden(column, True)
        self.setAccessibleName("Weights")
        self.setAccessibleDescription("A row for each hidden unit, and one for the output")
        self.set_up()
        self.apply_theme(theme)

    @property
    def shows_influence(self) -> bool:
        """Whether the columns of the influence are in sight."""
        return not self.isColumnHidden(Column.INFLUENCE)

    def switch_columns(self) -> None:
        """Show the influence instead of kinks and slopes, or those again, if not all fit."""
        self._prefers_influence = not self._prefers_influence
        self.fit()

    # Written by the panel

    def fit(self) -> None:
        """Fit the columns to the numbers, and take no more height than the rows need."""
        self._share_width()
        row, n_rows = self.verticalHeader().defaultSectionSize(), self.weights.rowCount()
        frame = self._titles.sizeHint().height() + 2
        if self._is_too_narrow:
            frame += self.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(frame + min(3, n_rows) * row)
        self.setMaximumHeight(frame + n_rows * row)

    # Private

    def _share_width(self) -> None:
        """Every column as wide as its title needs; what is left goes where numbers are long."""
        if not self.weights.n_units:
            return
        advance = self.fontMetrics().horizontalAdvance
        wide = [advance(title) + 2 * PADDING for title in TITLES]
        wide[0] = max(wide[0], width_of_name(self.font(), self.weights.n_units) + 2 * PADDING)
        columns = self._choose_columns(wide)
        widths = [max(width, advance("−1") + 2 * PADDING) for width in wide]
        widths = [width if column in columns else 0 for column, width in enumerate(widths)]
        if len(columns) < len(TITLES):
            widths[columns[-1]] += advance(FORTH)
        numbers = [column for column in (Column.B, Column.KINK, Column.W) if column in columns]
        short = advance("−8e−3") + 2 * PADDING
        least = sum(max(0, short - widths[column]) for column in numbers)
        if self.viewport().width() - sum(widths) < least:
            # A long title gives way to its first word, sooner than numbers are cut.
            for column in columns:
                title = TITLES[column]
                spare = advance(title) - max(advance(title.split()[0]), advance("+0.1234"))
                widths[column] -= max(0, spare) if " " in title else 0
        room = self.viewport().width() - sum(widths)
        self._is_too_narrow = room < 0
        if self._is_too_narrow:
            room = sum(widths)  # there is a bar to scroll by anyway: cut nothing
        longest = {column: self.weights.longest_text(column) for column in columns}
        # Of many units the output weights are small, while kinks are as large as the domain.
        first = {Column.W: "−8e−3"}
        short_texts = dict.fromkeys(numbers, "−0.5"), dict.fromkeys(numbers, "−8e−3")
        told = {Column.KINK: longest[Column.KINK]} if Column.KINK in columns else {}
        for texts in (first, *short_texts, told, longest):
            wanted = {column: advance(text) + 2 * PADDING for column, text in texts.items()}
            room = _fill(widths, wanted, room)
        room = 0 if self._is_too_narrow else room
        for column in columns:
            extra = max(0, room) // len(columns)
            widths[column] += extra if column else max(0, room) - extra * (len(columns) - 1)
            self.setColumnWidth(column, widths[column])

    def _choose_columns(self, widths: list[int]) -> list[Column]:
        """Hide what there is no room for: the influence, or what it takes the place of."""
        number = self.fontMetrics().horizontalAdvance("−0.1234") + 2 * PADDING
        wanted = sum(max(width, number) for width in widths)
        has_room = wanted <= self.viewport().width()
        hidden: tuple[Column, ...] = ()
        if not has_room:
            hidden = _INSTEAD if self._prefers_influence else MAP_COLUMNS
        had_influence = self.shows_influence
        for column in (*_INSTEAD, *MAP_COLUMNS):
            self.setColumnHidden(column, column in hidden)
        columns = [column for column in Column if column not in hidden]
        arrow = BACK if self._prefers_influence else FORTH
        self._titles.show_switch(-1 if has_room else columns[-1], "" if has_room else arrow)
        if self.shows_influence != had_influence:
            self.columns_changed.emit()
        return columns


def _fill(widths: list[int], wanted: dict[Column, int], room: int) -> int:
    """Widen columns towards what is wanted, evenly where there is not enough room; the rest."""
    missing = {column: max(0, want - widths[column]) for column, want in wanted.items()}
    share = min(1.0, max(0, room) / max(1, sum(missing.values())))
    for column, more in missing.items():
        widths[column] += int(share * more)
        room -= int(share * more)
    return room
