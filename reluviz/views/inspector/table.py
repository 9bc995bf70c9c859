"""The table of weights: as wide as its numbers, with columns that give way to others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTableView, QWidget

from reluviz.document.items import Unit
from reluviz.views.inspector.model import WeightModel
from reluviz.views.inspector.pages import MAP_COLUMNS, TITLES, Column, RayPage
from reluviz.views.number_cells import PADDING, Marks, NumberDelegate
from reluviz.views.number_table import NumberTable
from reluviz.views.plain_header import BACK, FORTH
from reluviz.views.theme import Theme

_NARROW, _SHORT = "−0.00", "−8e−3"
_INSTEAD = (Column.KINK, Column.SLOPE)  # give way to the influence where there is not room for all


class _CellDelegate(NumberDelegate):
    """Paints the rows of units of the first layer in their colours, all others in that of text."""

    def __init__(self, model: WeightModel, marks: Marks, theme: Theme, parent: QTableView) -> None:
        super().__init__(model, marks, theme, parent)
        self._weights = model

    def unit_of(self, row: int) -> int | None:
        item = self._weights.item_at(row, 0)
        return item.index if isinstance(item, Unit) and item.layer == 0 else None


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
            model, lambda marks, table: _CellDelegate(model, marks, theme, table), theme, parent
        )
        self.weights = model
        self._is_too_narrow = False
        self._prefers_influence = False
        self._told_influence = False
        self._titles.switch_requested.connect(self.switch_columns)
        self.setAccessibleName("Weights")
        self.setAccessibleDescription("A row for each unit")
        self.set_up()
        self.apply_theme(theme)

    @property
    def shows_influence(self) -> bool:
        """Whether the columns of the influence are in sight."""
        has_rays = isinstance(self.weights.page, RayPage)
        return has_rays and not self.isColumnHidden(Column.INFLUENCE)

    def switch_columns(self) -> None:
        """Show the influence instead of kinks and slopes, or those again, if not all fit."""
        self._prefers_influence = not self._prefers_influence
        self.fit()

    # Written by the panel

    def is_cut(self) -> bool:
        """Whether numbers have become too long for their columns since these were fitted."""
        advance = self.fontMetrics().horizontalAdvance
        page = self.weights.page
        columns = (Column.V, Column.B, Column.KINK, Column.W) if isinstance(page, RayPage) else ()
        return any(
            advance(self.weights.longest_text(column)) + 2 * PADDING > self.columnWidth(column)
            for column in columns
            if not self.isColumnHidden(column)
        )

    def fit(self) -> None:
        """Fit the columns to the numbers, and take no more height than the rows need."""
        model, advance = self.weights, self.fontMetrics().horizontalAdvance
        n_rows, n_columns = model.rowCount(), model.columnCount()
        if not n_rows:
            return
        if not isinstance(model.page, RayPage):
            for column in range(n_columns):
                self.setColumnHidden(column, False)
            self._told_influence = False
            self._titles.show_switch(-1, "")
            least = [max(advance(_NARROW), advance(model.title(c))) for c in range(1, n_columns)]
            self.share_width(self._name_width() + 2, [width + 2 * PADDING for width in least])
            return
        self._share_width()
        row = self.verticalHeader().defaultSectionSize()
        frame = self._titles.sizeHint().height() + 2
        if self._is_too_narrow:
            frame += self.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(frame + min(3, n_rows) * row)
        self.setMaximumHeight(frame + n_rows * row)

    # Private

    def _share_width(self) -> None:
        """Every column as wide as its title needs; what is left goes where numbers are long."""
        advance = self.fontMetrics().horizontalAdvance
        wide = [advance(title) + 2 * PADDING for title in TITLES]
        wide[0] = self._name_width()
        columns = self._choose_columns(wide)
        widths = [max(width, advance("−1") + 2 * PADDING) for width in wide]
        widths = [width if column in columns else 0 for column, width in enumerate(widths)]
        if len(columns) < len(TITLES):
            widths[columns[-1]] += advance(FORTH)
        longest = {column: self.weights.longest_text(column) for column in columns}
        # As the article builds a network every v is 1; trained ones need room there, too.
        is_plain = advance(longest[Column.V]) <= advance("−1")
        by_size = (Column.B, Column.KINK, Column.W, *(() if is_plain else (Column.V,)))
        numbers = [column for column in by_size if column in columns]
        # Of many units the output weights are small, while kinks are as large as the domain.
        first = {Column.W: _SHORT}
        told = {column: text for column, text in self._told().items() if column in columns}
        least = {}
        for column in numbers:
            short = min(advance(first.get(column, "−0.5")), advance(longest[column]))
            least[column] = max(short, advance(told.get(column, ""))) + 2 * PADDING

        def missing() -> int:
            return sum(max(0, width - widths[column]) for column, width in least.items())

        if self.viewport().width() - sum(widths) < missing():
            # A long title gives way to its first word, sooner than numbers are cut.
            for column in columns:
                title = TITLES[column]
                spare = advance(title) - max(advance(title.split()[0]), advance("−0.12"))
                widths[column] -= max(0, spare) if " " in title else 0
        room = self.viewport().width() - sum(widths)
        self._is_too_narrow = room < missing()
        if self._is_too_narrow:
            room = sum(widths)  # there is a bar to scroll by anyway: cut nothing
        short_texts = dict.fromkeys(numbers, "−0.5"), dict.fromkeys(numbers, _SHORT)
        for texts in (short_texts[0], first, told, short_texts[1], longest):
            wanted = {column: advance(text) + 2 * PADDING for column, text in texts.items()}
            room = _fill(widths, wanted, room)
        room = 0 if self._is_too_narrow else room
        for column in columns:
            extra = max(0, room) // len(columns)
            widths[column] += extra if column else max(0, room) - extra * (len(columns) - 1)
            self.setColumnWidth(column, widths[column])

    def _name_width(self) -> int:
        """Width of the column of names, which are written bold; the last of them are longest."""
        bold, model = QFont(self.font()), self.weights
        bold.setBold(True)
        advance, n_rows = QFontMetrics(bold).horizontalAdvance, model.rowCount()
        longest = max(advance(model.text(row, 0)) for row in range(max(0, n_rows - 2), n_rows))
        return max(self.fontMetrics().horizontalAdvance(model.title(0)), longest) + 2 * PADDING

    def _choose_columns(self, widths: list[int]) -> list[Column]:
        """Hide what there is no room for: the influence, or what it takes the place of."""
        number = self.fontMetrics().horizontalAdvance("−0.1234") + 2 * PADDING
        wanted = sum(max(width, number) for width in widths)
        has_room = wanted <= self.viewport().width()
        hidden: tuple[Column, ...] = ()
        if not has_room:
            hidden = _INSTEAD if self._prefers_influence else MAP_COLUMNS
            if not self._prefers_influence and self._least_width() > self.viewport().width():
                hidden = (*hidden, Column.SLOPE)
        for column in (*_INSTEAD, *MAP_COLUMNS):
            self.setColumnHidden(column, column in hidden)
        columns = [column for column in Column if column not in hidden]
        arrow = BACK if self._prefers_influence else FORTH
        self._titles.show_switch(-1 if has_room else columns[-1], "" if has_room else arrow)
        if self.shows_influence != self._told_influence:
            self._told_influence = self.shows_influence
            self.columns_changed.emit()
        return columns

    def _least_width(self) -> int:
        """Width of the columns of numbers with short titles and as few digits as tell them."""
        advance = self.fontMetrics().horizontalAdvance
        told = self._told()
        wide = self._name_width() + advance(FORTH)
        for column in (Column.V, Column.B, Column.KINK, Column.W, Column.SLOPE):
            usual = "−1" if column == Column.V else "−0.5"
            texts = TITLES[column].split()[0], usual, told.get(column, "")
            wide += max(map(advance, texts)) + 2 * PADDING
        return wide

    def _told(self) -> dict[Column, str]:
        """The longest numbers in as few digits as tell them."""
        numbers = (Column.V, Column.B, Column.KINK, Column.W)
        return {column: self.weights.longest_text(column, 1, 0) for column in numbers}


def _fill(widths: list[int], wanted: dict[Column, int], room: int) -> int:
    """Widen columns towards what is wanted, evenly where there is not enough room; the rest."""
    missing = {column: max(0, want - widths[column]) for column, want in wanted.items()}
    share = min(1.0, max(0, room) / max(1, sum(missing.values())))
    for column, more in missing.items():
        widths[column] += int(share * more)
        room -= int(share * more)
    return room
