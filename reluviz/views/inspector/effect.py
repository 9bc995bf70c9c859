"""What the last edit moved, or what the selected parameter would move, as rows of words."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from reluviz.core import words
from reluviz.core.influence import derivative, share_of
from reluviz.core.network import ParameterId
from reluviz.document.items import Segment
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.views.guard import Guarded
from reluviz.views.inspector.reading import Row, region_rows, segment_rows
from reluviz.views.layered_words import node_name
from reluviz.views.text_labels import CutLabel, PlainLabel, UnitsLabel
from reluviz.views.theme import Theme

N_ROWS = 6
_LEFT, _TOP, _SPACING, _GAP = 12, 10, 5, 10

LEGEND: tuple[Row, ...] = (
    Row("w", "tilts the active side of its ReLU"),
    Row("b", "moves the kink, lifts the active side"),
    Row("v", "moves the kink, tilts the active side"),
    Row("b0", "lifts everything"),
    Row("kink", "where a ray starts: x = −b / v"),
    Row("active side", "where b + v x is above 0"),
)
"""Shown while nothing is selected and nothing has changed."""

LAYER_LEGEND: tuple[Row, ...] = (
    Row("w1.2.3", "weight in layer 1, from 2 to 3"),
    Row("b1.3", "bias of unit 3 of layer 1"),
    Row("sum", "weights · inputs, plus the bias"),
    Row("value", "what the activation makes of it"),
    Row("probe", "where sums and values are shown"),
)


def effect_heading(new: Snapshot) -> str:
    """Return the heading over the rows: what they speak of."""
    segment, region = _read_segment(new), _read_region(new)
    if segment is not None:
        return f"Segment {segment + 1:,} of {len(new.state.curve) - 1:,}"
    if region is not None:
        return f"Region {region[1] + 1:,} of {len(region[0].regions or ()):,}"
    subject = words.names(new.network, list(new.meaning.parameters))
    if new.meaning.is_change and (new.change is not None or new.effect_parts):
        return f"Effect of {subject or 'the last edit'}"
    return f"Effect of {subject}" if subject else "What the numbers do"


def effect_rows(new: Snapshot) -> list[Row]:
    """Return `N_ROWS` rows; the last ones may be empty.

    A segment or region that is selected is read. Else the first three say what the last edit
    moved or, before one, what the parameters would move that all panels speak of; the others are
    about the one that is spoken of alone, or selected.
    """
    segment, region = _read_segment(new), _read_region(new)
    if segment is not None:
        rows = segment_rows(new.state, segment) + _moved(new, in_one=True)
    elif region is not None:
        rows = region_rows(*region, min(new.view.output, new.network.n_outputs - 1))
        rows += [Row(label, value) for label, value in new.effect_parts]
    elif not new.meaning.is_change and not new.meaning.parameters:
        rows = list(LEGEND if new.network.has_ray_names else LAYER_LEGEND)
    elif new.state.is_shallow:
        # What a broken link costs takes the place of a row of its own for the share.
        rows = _moved(new, in_one=_parameter(new) in new.broken)
        rows += _parameter_rows(new)
    else:
        rows = _moved(new, in_one=True) if new.meaning.intervals else []
        parts = new.effect_parts if new.meaning.is_change else []
        rows += [Row(label, value) for label, value in parts] + _parameter_rows(new)
    return rows + [Row()] * (N_ROWS - len(rows))


def _read_segment(new: Snapshot) -> int | None:
    """The selected segment, unless something else is spoken of."""
    item = None if new.speaks_of_hovered else new.selection
    return item.index if isinstance(item, Segment) else None


def _read_region(new: Snapshot) -> tuple[State, int] | None:
    return None if new.speaks_of_hovered else new.state.region_of(new.selection)


def _parameter(new: Snapshot) -> ParameterId | None:
    """The parameter that the last rows are about."""
    found = new.meaning.parameters
    return found[0] if len(found) == 1 else None if new.speaks_of_hovered else new.parameter


def _parameter_rows(new: Snapshot) -> list[Row]:
    parameter = _parameter(new)
    if parameter is None:
        return []
    network, name = new.network, new.network.name(parameter)
    output = min(new.view.output, network.n_outputs - 1)
    z = node_name(network, len(network.layers) - 1, output)
    place = f"x = {new.state.digits.x(new.probe)}" if network.n_inputs == 1 else "the probe"
    slope = derivative(network, parameter, new.point, output)
    rows = [Row(f"∂{z}/∂{name} at {place}", words.number(slope))]
    if parameter in new.broken:
        rows.insert(0, _error_row(new, parameter))
    unit = new.state.unit_of(parameter)
    if unit is None or not new.state.is_shallow:
        return rows
    after = _slopes(new.state, unit)
    before = after
    known = new.before
    if known is not None and known.is_shallow and known.network.n_units == network.n_units:
        before = _slopes(known, unit)
    for label, old_text, text in zip(("left", "right"), before, after, strict=True):
        value = text if old_text == text else f"{old_text} → {text}"
        rows.append(Row(f"slope {label} of the kink", value))
    return rows


def _error_row(new: Snapshot, parameter: ParameterId) -> Row:
    """What a broken link costs: the mean squared error without it, and with it."""
    mended = new.state.mean_square_with(parameter, new.broken[parameter])
    if mended is None or new.state.misfit is None:
        return Row("mean squared error", "no target")
    without, with_it = words.number(new.state.misfit.mean_square), words.number(mended)
    return Row(
        "mean squared error",
        f"{without} without it, {with_it} with it",
        (f"{without}, with it {with_it}", f"{without} ({with_it})"),
    )


def _slopes(state: State, unit: int) -> tuple[str, str]:
    """Slopes left and right of a unit's kink, in words."""
    if state.network.v[unit] == 0:
        return "no kink", "no kink"
    left, right = state.slopes_at_kink(unit)
    if left is None and right is None:
        return "outside the domain", "outside the domain"
    return tuple("outside" if s is None else state.digits.slope(s) for s in (left, right))  # type: ignore[return-value]


def _moved(new: Snapshot, in_one: bool) -> list[Row]:
    """Where the last edit moved the curve or the next would, its share, the largest change.

    Place and share are one row or two.
    """
    label, largest, intervals = "would move", "none yet", new.meaning.intervals
    if new.meaning.is_change:
        label, largest, change = "moves", "0", new.change
        if intervals and change is not None:
            largest = f"{words.number(change.largest, signed=True)} at x = "
            largest += new.state.digits.x(change.at)
    place = words.where(intervals, new.domain, new.state.calendar)
    share = words.percent(share_of(intervals, new.domain))
    rows = [Row(label, place), Row("share of the domain", share)]
    if in_one:
        is_part = bool(intervals) and not place.startswith("everything")
        rows = [Row(label, f"{place}, {share}", (place,)) if is_part else Row(label, place)]
    return [*rows, Row("largest change", largest)]


class EffectView(Guarded, QWidget):
    """A heading and rows of label and value; each on two lines where the panel is narrow.

    Parameters
    ----------
    theme : Theme
        The colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Effect")
        self.setObjectName("effect")
        self._heading = CutLabel("Effect", bold=True)
        self._labels = [PlainLabel(muted=True) for _ in range(N_ROWS)]
        self._values = [UnitsLabel(theme) for _ in range(N_ROWS)]
        rows = zip(self._labels, self._values, strict=True)
        for part in (self._heading, *itertools.chain.from_iterable(rows)):
            part.setParent(self)
        self._shown: list[Row] = [Row()] * N_ROWS
        self._is_stacked = False
        self._arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        for value in self._values:
            value.apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Write what differs."""
        if old is not None and _same_effect(old, new):
            return
        self._heading.show_text(effect_heading(new))
        shown, self._shown = self._shown, effect_rows(new)
        for place, row in enumerate(self._shown):
            if row != shown[place]:
                self._labels[place].show_text(row.label)
                self._values[place].show_forms(row.value, row.shorter)
        if self._is_stacked or [row.label for row in shown] != [row.label for row in self._shown]:
            self._place()

    def heading(self) -> str:
        """Return what is written over the rows, whole."""
        return self._heading.toolTip() or self._heading.text()

    def rows(self) -> list[tuple[str, str]]:
        """Return the labels and values that are shown, whole."""
        return [(row.label, row.value) for row in self._shown]

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        advance = self.fontMetrics().horizontalAdvance
        is_stacked = self.width() < 1.1 * advance("would move −0.3333 ≤ x ≤ −0.1111")
        if is_stacked != self._is_stacked:
            self._is_stacked = is_stacked
            self._arrange()
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    # Private

    def _arrange(self) -> None:
        side = Qt.AlignmentFlag.AlignLeft if self._is_stacked else Qt.AlignmentFlag.AlignRight
        for value in self._values:
            value.setWordWrap(self._is_stacked)
            value.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _place(self) -> None:
        """Put the labels where they belong.

        A layout would do it all again, up to the window, with every text that changes in a drag.
        """
        width, line = self.width() - 2 * _LEFT, self.fontMetrics().height()
        self._heading.setGeometry(_LEFT, _TOP, width, line)
        y = _TOP + line + _SPACING
        for label, value in zip(self._labels, self._values, strict=True):
            if self._is_stacked:
                label.setGeometry(_LEFT, y, width, line)
                value.setGeometry(_LEFT, y + line, width, value.heightForWidth(width))
                y += line + value.height() + _SPACING
            else:
                taken = label.sizeHint().width() + _GAP
                label.setGeometry(_LEFT, y, taken - _GAP, line)
                value.setGeometry(_LEFT + taken, y, width - taken, line)
                y += line + _SPACING
        self.setFixedHeight(y - _SPACING + _TOP)


def _same_effect(old: Snapshot, new: Snapshot) -> bool:
    return (
        old.state is new.state
        and old.before is new.before
        and old.parameter == new.parameter
        and old.selection == new.selection
        and old.meaning == new.meaning
        and old.speaks_of_hovered == new.speaks_of_hovered
        and old.view.drag_mode == new.view.drag_mode
        and old.point == new.point
        and old.view.output == new.view.output
    )
