"""Where everything in the diagram is. Depends on sizes only, never on the values of parameters.

So a value that changes moves nothing, and only what shows it is painted again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF

from reluviz.views.diagram.curves import Curve
from reluviz.views.diagram.geometry import Detail, FoldRow, Layout, Node, Row
from reluviz.views.folding import Entry, Fold, Folding, unfolded

_SHORT, _LONG = "\N{MINUS SIGN}8.8", "\N{MINUS SIGN}8.88"
"""Values as wide as most; rooms are made for them, wider values are written shorter."""

_LONGEST = "\N{MINUS SIGN}8.8888e+88"
_CHIP = 7.0  # round the text of a label
_LABEL_SHARE = 0.84  # of the way from node to box that a label may cover


class TextSizes(Protocol):
    """How large texts are, in logical pixels."""

    @property
    def line(self) -> float:
        """Height of a line of the widget's font."""

    @property
    def small_line(self) -> float:
        """Height of a line of a label."""

    def name_width(self, text: str) -> float:
        """Width of the name of a unit."""

    def label_width(self, text: str) -> float:
        """Width of a label."""


@dataclass(frozen=True)
class _Columns:
    """The horizontal part: centres of the nodes, sides of the boxes, kind of labels."""

    radius: float
    caption: float
    source: float
    output: float
    left: float
    right: float
    has_edge_labels: bool
    has_edge_names: bool
    has_bias: bool
    has_bias_names: bool


def arrange(
    width: float, height: float, n_units: int, sizes: TextSizes, start: int | None = None
) -> Layout:
    """Return the layout of a diagram.

    Parameters
    ----------
    width, height : float
        Size of the panel, in logical pixels.
    n_units : int
        Number of hidden units.
    sizes : TextSizes
        Measures of the fonts.
    start : int, optional
        First unit of the window in the folded middle; None for one fold without a window.
    """
    line = sizes.line
    header, legend, area = _frame(width, height, sizes)
    detail, slots = _choose_detail(area.height(), n_units, line)
    columns = _columns(width, n_units, sizes, detail)
    folding = Folding(n_units, slots) if slots < n_units else None
    entries = folding.entries(start) if folding else unfolded(n_units)
    pitch = min(area.height() / slots, detail.widest_pitch * line)
    middle = area.center().y()
    builder = _Builder(columns, detail, sizes, pitch, middle, slots, n_units)
    return Layout(
        size=(width, height),
        detail=detail,
        header=header,
        legend=legend,
        source=_node(columns.source, middle, columns, 1, sizes),
        output=_node(columns.output, middle, columns, 2, sizes),
        edges_have_names=columns.has_edge_names,
        biases_have_names=columns.has_bias_names,
        rows=tuple(builder.row(e, e.shows) for e in entries if isinstance(e.shows, int)),
        folds=tuple(builder.fold(e, e.shows) for e in entries if isinstance(e.shows, Fold)),
        folding=folding,
        start=start,
    )


def _frame(
    width: float, height: float, sizes: TextSizes
) -> tuple[QRectF | None, QRectF | None, QRectF]:
    """Header, legend, and what is left for the units; in low panels the units take it all."""
    line, small = sizes.line, sizes.small_line
    inset = 0.6 * line
    top, bottom = 0.5 * line, height - 0.5 * line
    header = legend = None
    if height >= 14 * line:
        header = QRectF(inset, 0.45 * line, width - 2 * inset, small)
        top = header.bottom() + 0.6 * line
    if height >= 18 * line:
        legend = QRectF(inset, height - 0.45 * line - small, width - 2 * inset, small)
        bottom = legend.top() - 0.8 * line
    return header, legend, QRectF(0, top, width, max(bottom - top, line))


def _choose_detail(height: float, n_units: int, line: float) -> tuple[Detail, int]:
    """The richest detail at which all units fit; folded ones are of medium detail if it can be."""
    fit = {detail: int(height / (detail.pitch * line)) for detail in Detail}
    for detail in Detail:
        if n_units <= fit[detail]:
            return detail, n_units
    if fit[Detail.MEDIUM] >= 5:
        return Detail.MEDIUM, fit[Detail.MEDIUM]
    return Detail.COMPACT, min(n_units, max(3, fit[Detail.COMPACT]))


def _columns(width: float, n_units: int, sizes: TextSizes, detail: Detail) -> _Columns:
    """Share the width out: labels get shorter, then are left out, where it is narrow."""
    line, label = sizes.line, sizes.label_width
    radius = max(min(1.3 * line, 0.065 * width), 0.5 * line)
    caption = max(radius, min(label(f"b0 = {_LONG}") / 2 + 2, 0.11 * width))
    # Wide panels have room for captions of full precision.
    source = 0.15 * line + caption + max(0.0, min(0.06 * (width - 26 * line), 1.5 * line))
    inner = width - 2 * (source + radius)
    name = sizes.name_width(f"r{n_units}") + 1.1 * line
    if detail is Detail.COMPACT:
        name += 2.2 * line  # for the picture, which has no line of its own
    gaps = (
        (label(f"w{n_units} = {_SHORT}") + _CHIP) / _LABEL_SHARE,
        (label(_LONG) + _CHIP) / _LABEL_SHARE,
        1.2 * line,
    )
    boxes = (name + label(f"b = {_LONG}") + 4, name + label(_LONG) + 4, name)
    gap, box = 2, 2
    for gap, box in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (2, 2)):
        if 2 * gaps[gap] + boxes[box] <= inner:
            break
    spare = max(0.0, inner - 2 * gaps[gap] - boxes[box])
    box_width = min(boxes[box] + 0.3 * spare, max(11.0 * line, boxes[box]), 0.6 * inner)
    left = (width - box_width) / 2
    return _Columns(
        radius=radius,
        caption=caption,
        source=source,
        output=width - source,
        left=left,
        right=left + box_width,
        has_edge_labels=gap < 2,
        has_edge_names=gap == 0,
        has_bias=box < 2,
        has_bias_names=box == 0,
    )


def _node(x: float, y: float, columns: _Columns, lines: int, sizes: TextSizes) -> Node:
    r, line = columns.radius, sizes.small_line
    top = y + r + 0.25 * line
    # Captions reach out to the panel's side, but not in to where labels of edges may be.
    inner = r + min(4.0, 0.06 * (columns.left - columns.source - r))
    outer = columns.source - 2.0
    left, right = (outer, inner) if x == columns.source else (inner, outer)
    return Node(
        QRectF(x - r, y - r, 2 * r, 2 * r),
        tuple(
            QRectF(QPointF(x - left, y0), QPointF(x + right, y0 + line))
            for y0 in (top + k * 1.1 * line for k in range(lines))
        ),
    )


@dataclass(frozen=True)
class _Builder:
    """Puts the rows into their slots."""

    columns: _Columns
    detail: Detail
    sizes: TextSizes
    pitch: float
    middle: float
    slots: int
    n_units: int

    def row(self, entry: Entry, unit: int) -> Row:
        """The row of a unit."""
        y = self._y(entry.slot)
        box = QRectF(
            self.columns.left,
            y - self._box_height / 2,
            self.columns.right - self.columns.left,
            self._box_height,
        )
        name, bias, picture, value = self._inside(box)
        incoming, outgoing = self._curves(y)
        small = self.sizes.small_line
        has_labels = self.columns.has_edge_labels and self.pitch >= small + 2
        return Row(
            unit=unit,
            box=box,
            name=name,
            bias=bias,
            picture=picture,
            value=value,
            incoming=incoming,
            outgoing=outgoing,
            incoming_label=self._label(incoming) if has_labels else None,
            outgoing_label=self._label(outgoing) if has_labels else None,
            has_second_line=has_labels and self.pitch >= 2.3 * small,
        )

    def fold(self, entry: Entry, fold: Fold) -> FoldRow:
        """The pile of units that are folded away."""
        y = self._y(entry.slot + (entry.span - 1) / 2)
        height = entry.span * self.pitch - self.pitch + min(self.pitch, 2.6 * self.sizes.line)
        left, right = self.columns.left, self.columns.right
        rect = QRectF(left, y - height / 2, right - left, height)
        text = QRectF(left, y - self.sizes.line / 2, right - left, self.sizes.line)
        reach = min(height / 2, 3.4 * self.sizes.line) - self.sizes.line * 0.62
        count = max(1, min(6, int(reach / 5)))
        bars = []
        for k in range(count):
            away = self.sizes.line * 0.62 + k * 5.0
            inset = (right - left) * 0.04 * (count - 1 - k)
            for sign in (-1, 1):
                bars.append(QRectF(left + inset, y + sign * away - 1, right - left - 2 * inset, 2))
        strands = [c for bar in bars for c in self._curves(bar.center().y(), bar)]
        return FoldRow(fold, rect, text, tuple(bars), tuple(strands))

    @property
    def _box_height(self) -> float:
        line = self.sizes.line
        least, below, gap = self.detail.value
        room = self.pitch - (below + gap) * line
        tallest = min(self.detail.tallest_box * line, room)
        if self.detail is Detail.FULL:
            tallest = min(tallest, 0.85 * (self.columns.right - self.columns.left))
        return max(min(least * line, self.pitch - 3), tallest)

    def _y(self, slot: float) -> float:
        return self.middle + (slot - (self.slots - 1) / 2) * self.pitch

    def _curves(self, y: float, bar: QRectF | None = None) -> tuple[Curve, Curve]:
        c = self.columns
        half = max(self.slots * self.pitch / 2, 1.0)
        # Edges spread a little over the node, so that thick ones do not hide each other.
        spread = min(0.7 * c.radius, 2.0 * self.slots)
        lift = min(max((y - self.middle) / half, -1.0), 1.0) * spread  # small panels too
        run = math.sqrt(c.radius**2 - lift**2)
        left = c.left if bar is None else bar.left()
        right = c.right if bar is None else bar.right()
        start = self.middle + lift
        return Curve(c.source + run, start, left, y), Curve(c.output - run, start, right, y)

    def _label(self, curve: Curve) -> QRectF:
        """The room for an edge's label: on the level part of the curve, beside the box."""
        line, small = self.sizes.line, self.sizes.small_line
        gap = abs(curve.x1 - curve.x0)
        near = min((1 - _LABEL_SHARE) / 2 * gap, 1.6 * line)
        longest = self.sizes.label_width(f"w{self.n_units} = {_LONGEST}")
        room = min(_LABEL_SHARE * gap, longest)
        direction = 1.0 if curve.x0 > curve.x1 else -1.0
        inner = curve.x1 + direction * near
        x = min(inner, inner + direction * room)
        y = curve.y1 - small / 2
        return QRectF(x, y, room, small)

    def _inside(self, box: QRectF) -> tuple[QRectF, QRectF | None, QRectF | None, QRectF | None]:
        """Rooms for name, bias, picture and live value."""
        line, small = self.sizes.line, self.sizes.small_line
        pad = 0.45 * line
        inner = box.adjusted(pad, 0.2 * line, -pad, -0.3 * line)
        if self.detail is Detail.COMPACT:
            inner = box.adjusted(pad, 0, -pad, 0)
        head = QRectF(inner.topLeft(), QPointF(inner.right(), inner.top() + line))
        if self.detail is Detail.COMPACT:
            head = inner
        name_width = self.sizes.name_width(f"r{self.n_units}")
        name = QRectF(head.left(), head.top(), min(name_width + 2, head.width()), head.height())
        bias = None
        if self.columns.has_bias:
            bias = QRectF(head)
            bias.setLeft(name.right() + 0.4 * line)
        if self.detail is Detail.COMPACT:
            return name, *self._in_one_line(head, name, bias)
        below = QRectF(QPointF(inner.left(), head.bottom() + 0.15 * line), inner.bottomRight())
        if self.detail is Detail.FULL:
            reach = min(0.42 * (self.columns.left - self.columns.source), 4 * line)
            top = box.bottom() + 0.2 * line
            value = QRectF(box.left() - reach, top, box.width() + 2 * reach, small)
            return name, bias, below, value
        value_width = self.sizes.label_width("88.88")
        if below.width() < value_width + 2.2 * line:
            return name, bias, below, None
        value = QRectF(below.right() - value_width, below.top(), value_width, below.height())
        picture = below.adjusted(0, 0, -value_width - 0.4 * line, 0)
        return name, bias, picture, value

    def _in_one_line(
        self, head: QRectF, name: QRectF, bias: QRectF | None
    ) -> tuple[QRectF | None, QRectF | None, QRectF | None]:
        """Bias and picture of a box of one line, if they fit beside the name."""
        line = self.sizes.line
        if bias is None:
            free = head.adjusted(name.width() + 0.4 * line, 0, 0, 0)
        else:
            width = min(self.sizes.label_width(f"b = {_LONG}") + 2, bias.width())
            free = bias.adjusted(0, 0, -width - 0.4 * line, 0)
            if free.width() >= 1.6 * line:
                bias.setLeft(free.right() + 0.4 * line)
        if free.width() < 1.6 * line:
            return bias, None, None
        return bias, free.adjusted(0, 0.28 * line, 0, -0.28 * line), None
