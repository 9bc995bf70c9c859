"""What the last edit moved, or what the selected parameter would move, as rows of words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from reluviz.core import words
from reluviz.core.influence import Intervals, derivative, reach, share_of
from reluviz.core.network import ParameterId
from reluviz.core.piecewise import Domain
from reluviz.document.evaluation import Evaluation
from reluviz.document.snapshot import Snapshot
from reluviz.views.inspector.labels import CutLabel, PlainLabel

Row = tuple[str, str]

N_ROWS = 6

LEGEND: tuple[Row, ...] = (
    ("w", "tilts the active side of its ReLU"),
    ("b", "moves the kink, lifts the active side"),
    ("v", "moves the kink, tilts the active side"),
    ("b0", "lifts everything"),
    ("kink", "where a ray starts: x = −b / v"),
    ("active side", "where b + v x is above 0"),
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

    The first three say what the last edit moved or, before one, what the parameter would move; the
    others are about the selected parameter.
    """
    parameter, change = new.parameter, new.change
    rows: list[Row] = []
    if change is not None:
        rows += _moved("moves", change.intervals, new.domain)
        at = f"{words.number(change.largest, signed=True)} at x = {words.number(change.at)}"
        rows.append(("largest change", at if change.intervals else "0"))
    elif parameter is not None:
        rows += _moved("would move", reach(new.network, parameter, new.domain), new.domain)
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


def _moved(label: str, intervals: Intervals, domain: Domain) -> list[Row]:
    share = words.percent(share_of(intervals, domain))
    return [(label, words.where(intervals, domain)), ("share of the domain", share)]


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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(5)
        layout.addWidget(self._heading)
        self._rows: list[QBoxLayout] = []
        for label, value in zip(self._labels, self._values, strict=True):
            row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            row.addWidget(label)
            row.addWidget(value, 1)
            layout.addLayout(row)
            self._rows.append(row)
        self._shown: list[Row] = [("", "")] * N_ROWS
        self._is_stacked: bool | None = None
        self._arrange(False)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Write what differs."""
        if old is not None and _same_effect(old, new):
            return
        self._heading.show_text(effect_heading(new))
        shown, self._shown = self._shown, effect_rows(new)
        for place, row in enumerate(self._shown):
            if row != shown[place]:
                self._labels[place].show_text(row[0])
                self._values[place].show_text(row[1])

    def rows(self) -> list[Row]:
        """Return what is on the screen."""
        return list(self._shown)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        advance = self.fontMetrics().horizontalAdvance
        self._arrange(event.size().width() < 1.3 * advance("would move −0.3333 ≤ x ≤ −0.1111"))
        super().resizeEvent(event)

    # Private

    def _arrange(self, stacked: bool) -> None:
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        direction = QBoxLayout.Direction
        side = Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignRight
        for row, value in zip(self._rows, self._values, strict=True):
            row.setDirection(direction.TopToBottom if stacked else direction.LeftToRight)
            row.setSpacing(0 if stacked else 10)
            value.setWordWrap(stacked)
            value.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def _same_effect(old: Snapshot, new: Snapshot) -> bool:
    return (
        old.state is new.state
        and old.before is new.before
        and old.parameter == new.parameter
        and old.probe == new.probe
    )
