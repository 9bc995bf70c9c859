"""What the last edit moved, or what the selected parameter would move, as rows of words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reluviz.core import words
from reluviz.core.influence import Intervals, derivative, reach, share_of
from reluviz.core.network import ParameterId
from reluviz.core.piecewise import Domain
from reluviz.document.evaluation import Evaluation
from reluviz.document.snapshot import Snapshot
from reluviz.views.inspector.labels import CutLabel, PlainLabel

Row = tuple[str, str]

N_ROWS = 5

LEGEND: tuple[Row, ...] = (
    ("w", "tilts the active side of its ReLU"),
    ("b", "moves the kink, lifts the active side"),
    ("v", "moves the kink, tilts the active side"),
    ("b0", "lifts everything"),
    ("kink", "where a ray starts: x = −b / v"),
)
"""Shown while nothing is selected and nothing has changed."""


def effect_heading(new: Snapshot) -> str:
    """Return the heading over the rows."""
    if new.change is not None:
        changed = words.names(new.network, new.changed) or "the last edit"
        return f"Effect of {changed}"
    return "Effect" if new.parameter is not None else "What the numbers do"


def effect_rows(new: Snapshot) -> list[Row]:
    """Return `N_ROWS` rows (label, value); the last ones may be empty.

    The first two say what the last edit moved or, before one, what the parameter would move; the
    others are about the selected parameter.
    """
    parameter, change = new.parameter, new.change
    rows: list[Row] = []
    if change is not None:
        rows.append(("moves", _where(change.intervals, new.domain)))
        at = f"{words.number(change.largest, signed=True)} at x = {words.number(change.at)}"
        rows.append(("largest change", at if change.intervals else "0"))
    elif parameter is not None:
        rows.append(("would move", _where(reach(new.network, parameter, new.domain), new.domain)))
        rows.append(("largest change", "none yet"))
    else:
        return list(LEGEND)
    if parameter is not None:
        rows += _parameter_rows(new, parameter)
    return rows + [("", "")] * (N_ROWS - len(rows))


def _parameter_rows(new: Snapshot, parameter: ParameterId) -> list[Row]:
    name, probe = new.network.name(parameter), words.number(new.probe)
    slope = derivative(new.network, parameter, new.probe)
    rows = [(f"∂z/∂{name} at x = {probe}", words.number(slope))]
    unit = new.state.unit_of(parameter)
    if unit is None:
        return rows
    after = _slopes(new.state, unit)
    before = after
    if new.before is not None and new.before.network.n_units == new.network.n_units:
        before = _slopes(new.before, unit)
    for label, old_text, text in zip(("left", "right"), before, after, strict=True):
        value = text if old_text == text else f"{old_text} → {text}"
        rows.append((f"slope {label} of the kink", value))
    return rows


def _slopes(state: Evaluation, unit: int) -> tuple[str, str]:
    """Slopes left and right of a unit's kink, in words."""
    if state.network.v[unit] == 0:
        return "no kink", "no kink"
    left, right = state.slopes_at_kink(unit)
    if left is None and right is None:
        return "outside the domain", "outside the domain"
    return tuple("outside" if s is None else words.number(s) for s in (left, right))  # type: ignore[return-value]


def _where(intervals: Intervals, domain: Domain) -> str:
    share = share_of(intervals, domain)
    place = words.where(intervals, domain)
    return place if share in (0.0, 1.0) else f"{place} ({words.percent(share)} of the domain)"


class EffectView(QWidget):
    """A heading and rows of label and value; each on two lines where the panel is narrow.

    Parameters
    ----------
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Effect")
        self._heading = CutLabel("Effect", bold=True)
        self._labels = [PlainLabel(muted=True) for _ in range(N_ROWS)]
        self._values = [CutLabel() for _ in range(N_ROWS)]
        self._is_stacked: bool | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self._heading)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        layout.addLayout(self._grid)
        self._arrange(False)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Write what differs."""
        if old is not None and _same_effect(old, new):
            return
        self._heading.show_text(effect_heading(new))
        for (label, value), left, right in zip(
            effect_rows(new), self._labels, self._values, strict=True
        ):
            left.show_text(label)
            right.show_text(value)

    def rows(self) -> list[Row]:
        """Return what is on the screen."""
        return [
            (label.text(), value.text())
            for label, value in zip(self._labels, self._values, strict=True)
        ]

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        widest = self.fontMetrics().horizontalAdvance("−0.3333 ≤ x ≤ −0.1111 (99 % of the domain)")
        self._arrange(event.size().width() < widest + 9 * self.fontMetrics().averageCharWidth())
        super().resizeEvent(event)

    # Private

    def _arrange(self, stacked: bool) -> None:
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        self._grid.setVerticalSpacing(1 if stacked else 5)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for row, (label, value) in enumerate(zip(self._labels, self._values, strict=True)):
            self._grid.removeWidget(label)
            self._grid.removeWidget(value)
            value.setAlignment(left if stacked else right)
            if stacked:
                self._grid.addWidget(label, 2 * row, 0, 1, 2)
                self._grid.addWidget(value, 2 * row + 1, 0, 1, 2)
            else:
                self._grid.addWidget(label, row, 0)
                self._grid.addWidget(value, row, 1)


def _same_effect(old: Snapshot, new: Snapshot) -> bool:
    return (
        old.state is new.state
        and old.before is new.before
        and old.parameter == new.parameter
        and old.probe == new.probe
    )
