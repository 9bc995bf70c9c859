"""The choices beside a table: which columns, joined or not, and which network to begin with."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from reluviz.app.dialogs.common import form_label, needs_focus_to_scroll, plain_label
from reluviz.app.dialogs.data_table import plain_tip
from reluviz.app.dialogs.data_work import BEST, FEW, KEEP, THROUGH, UNITS, Chosen
from reluviz.files.columns import Options
from reluviz.files.project import MOST_FIT_UNITS
from reluviz.files.table import Table

_STARTS = (
    (BEST, "Best fit", "A network with so many ReLUs that is as near to the points as it can"),
    (THROUGH, "Through all points", "A network with one ReLU for each segment between two points"),
    (KEEP, "Present network", "Only the target and the domain change"),
)

_DECIMALS = (("Decimals: found", ""), ("Decimals: point", "."), ("Decimals: comma", ","))
_THOUSANDS = (
    ("Thousands: found", ""),
    ("Thousands: none", "none"),
    ("Thousands: comma", ","),
    ("Thousands: point", "."),
    ("Thousands: apostrophe", "'"),
    ("Thousands: blank", " "),
)
_MOST_LINES = 20  # that can be named as the header


class DataForm(QWidget):
    """Tells what the user chooses.

    Parameters
    ----------
    may_keep : bool
        Whether there is a network that could stay as it is.
    """

    columns_changed = Signal()
    sheet_changed = Signal()
    options_changed = Signal()
    """How the table is to be read, where it is not to be found out."""

    look_changed = Signal()
    """Joined or not: what the preview shows."""

    start_changed = Signal()

    def __init__(self, may_keep: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_keep = may_keep
        self._points = 0
        self._has_chosen_start = False
        self.sheet_box, self.x_box, self.y_box = (_name_box() for _ in range(3))
        self.header_box, self.decimal_box, self.thousands_box = (QComboBox() for _ in range(3))
        self.turned = QCheckBox("T&urned")
        self.single = QRadioButton("&Single points")
        self.joined = QRadioButton("&Joined by a line")
        self.start_box = _name_box()
        self.units_box = QSpinBox()
        self._build()
        self._lay_out()
        self._connect()

    # What is chosen

    @property
    def columns(self) -> tuple[int, int]:
        """Places of the columns for x and y; −1 where none is chosen."""
        return self.x_box.currentIndex(), self.y_box.currentIndex()

    @property
    def is_joined(self) -> bool:
        """Whether a line through the points is the target."""
        return self.joined.isChecked()

    @property
    def start(self) -> str:
        """With which network to begin: "best", "through" or "keep"."""
        return str(self.start_box.currentData())

    @property
    def units(self) -> int:
        """ReLUs of the best fit."""
        return self.units_box.value()

    @property
    def options(self) -> Options:
        """How the table is to be read; marks that contradict each other are not asked for."""
        decimal, thousands = self.decimal_box.currentData(), self.thousands_box.currentData()
        return Options(
            self.header_box.currentData(),
            decimal,
            "" if thousands == decimal else thousands,
            self.turned.isChecked(),
        )

    # What can be chosen

    def show_options(self, options: Options | None, unit: str = "line") -> None:
        """Offer how the table is to be read; None if there is no table."""
        given = options or Options()
        box = self.header_box
        box.clear()
        for text, line in (("found", None), ("none", 0)):
            box.addItem(f"Header: {text}", line)
        for line in range(1, max(_MOST_LINES, given.header or 0) + 1):
            box.addItem(f"Header: {unit} {line}", line)
        for chooser, value in (
            (box, given.header),
            (self.decimal_box, given.decimal),
            (self.thousands_box, given.thousands),
        ):
            chooser.setCurrentIndex(chooser.findData(value))
        self.turned.setChecked(given.turned)
        self._rows.setRowVisible(self._written, options is not None)

    def show_sheets(self, sheets: tuple[str, ...], sheet: str) -> None:
        """Offer the sheets of a spreadsheet; nothing to choose if there is only one."""
        box = self.sheet_box
        box.clear()
        for name in sheets:
            box.addItem(name)
            box.setItemData(box.count() - 1, plain_tip(name), Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(sheets.index(sheet) if sheet in sheets else 0)
        self._rows.setRowVisible(box, len(sheets) > 1)

    def show_columns(self, table: Table | None) -> None:
        """Offer the columns of a table; those without numbers are shown, but not to be chosen."""
        x, y = (table and table.suggested) or (-1, -1)
        for box, place in ((self.x_box, x), (self.y_box, y)):
            box.clear()
            for k, name in enumerate(table.names if table is not None else ()):
                box.addItem(name)
                tip = plain_tip(name)
                if table is not None and k not in table.numeric:
                    tip = "Not a column of numbers"
                    _disable(box, k)
                box.setItemData(k, tip, Qt.ItemDataRole.ToolTipRole)
            box.setCurrentIndex(place)
            box.setEnabled(box.count() > 0)

    def show_points(self, chosen: Chosen | None) -> None:
        """Offer what is possible with the chosen columns."""
        can_join = chosen is not None and chosen.is_joinable
        self._points = 0 if chosen is None else len(chosen.target.x)
        self.joined.setEnabled(can_join)
        self.joined.setToolTip("" if chosen is None else chosen.why_not)
        self.single.setEnabled(chosen is not None)
        if not can_join:
            self.single.setChecked(True)
        _enable(self.start_box, self.start_box.findData(THROUGH), can_join)
        if not can_join and self.start == THROUGH:
            self._has_chosen_start = False
        self._suggest_start()

    # Private

    def _build(self) -> None:
        group = QButtonGroup(self)
        for button in (self.single, self.joined):
            group.addButton(button)
        self.single.setChecked(True)
        for start, text, tip in _STARTS:
            if start != KEEP or self._may_keep:
                self.start_box.addItem(text, start)
                self.start_box.setItemData(
                    self.start_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole
                )
        self.units_box.setRange(1, MOST_FIT_UNITS)
        self.units_box.setValue(UNITS)
        self.units_box.setSuffix(" ReLUs")
        for box, marks in ((self.decimal_box, _DECIMALS), (self.thousands_box, _THOUSANDS)):
            for text, mark in marks:
                box.addItem(text, mark)
        self.turned.setToolTip("The columns of the file are the rows of the table")
        for widget, name in (
            (self.sheet_box, "Sheet"),
            (self.header_box, "Line with the names of the columns"),
            (self.decimal_box, "Decimal mark"),
            (self.thousands_box, "Mark between thousands"),
            (self.x_box, "Column of x"),
            (self.y_box, "Column of y"),
            (self.start_box, "Network to begin with"),
            (self.units_box, "ReLUs of the best fit"),
        ):
            widget.setAccessibleName(name)
            needs_focus_to_scroll(widget)

    def _lay_out(self) -> None:
        kinds, start = QHBoxLayout(), QHBoxLayout()
        kinds.addWidget(self.single)
        kinds.addWidget(self.joined)
        kinds.addStretch(1)
        start.addWidget(self.start_box, 1)
        start.addWidget(self.units_box)
        self._written = QWidget()
        written = QHBoxLayout(self._written)
        written.setContentsMargins(0, 0, 0, 0)
        for box in (self.header_box, self.decimal_box, self.thousands_box):
            written.addWidget(box, 1)
        written.addWidget(self.turned)
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addRow(form_label("S&heet", self.sheet_box), self.sheet_box)
        self._rows.addRow(form_label("&Read as", self.header_box), self._written)
        self._rows.addRow(form_label("&x", self.x_box), self.x_box)
        self._rows.addRow(form_label("&y", self.y_box), self.y_box)
        self._rows.addRow(plain_label("Hold against"), kinds)
        self._rows.addRow(form_label("Start &with", self.start_box), start)
        self._rows.setRowVisible(self.sheet_box, False)
        self.show_options(None)

    def _connect(self) -> None:
        self.sheet_box.activated.connect(lambda _: self.sheet_changed.emit())
        for box in (self.header_box, self.decimal_box, self.thousands_box):
            box.activated.connect(lambda _: self.options_changed.emit())
        self.turned.clicked.connect(lambda _: self.options_changed.emit())
        self.x_box.activated.connect(lambda _: self.columns_changed.emit())
        self.y_box.activated.connect(lambda _: self.columns_changed.emit())
        self.joined.clicked.connect(self._on_kind_clicked)
        self.single.clicked.connect(self._on_kind_clicked)
        self.start_box.activated.connect(self._on_start_chosen)
        self.units_box.valueChanged.connect(lambda _: self.start_changed.emit())

    def _on_kind_clicked(self) -> None:
        self._suggest_start()
        self.look_changed.emit()

    def _on_start_chosen(self) -> None:
        self._has_chosen_start = True
        self._show_start()
        self.start_changed.emit()

    def _suggest_start(self) -> None:
        """A few points that are joined: the network through them; else the best fit."""
        if not self._has_chosen_start:
            is_few = self.is_joined and self._points <= FEW
            self.start_box.setCurrentIndex(self.start_box.findData(THROUGH if is_few else BEST))
        self._show_start()

    def _show_start(self) -> None:
        self.units_box.setEnabled(self.start == BEST)


def _name_box() -> QComboBox:
    """A list of names of any length, which does not make the dialog any wider."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(14)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
    return box


def _disable(box: QComboBox, place: int) -> None:
    _enable(box, place, False)


def _enable(box: QComboBox, place: int, is_enabled: bool) -> None:
    cast(QStandardItemModel, box.model()).item(place).setEnabled(is_enabled)
