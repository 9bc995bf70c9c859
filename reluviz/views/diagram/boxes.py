"""What is in the slot of a unit: a wide or a narrow box with rooms in and beside it, or a fold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from reluviz.document.items import Unit
from reluviz.views.diagram.geometry import FoldPlace, NodePlace, TextSizes
from reluviz.views.diagram.labels import LONG
from reluviz.views.folding import Fold

_FULL, _BIASED = 3.4, 4.6  # least pitch of narrow boxes with a picture, and with a bias, in lines
_TALLEST = 6.0
_WIDE = 5.1  # the pile of what is folded is high where it is wide, in lines


@dataclass(frozen=True)
class Box:
    """What the wide boxes of a column share.

    Parameters
    ----------
    sizes : TextSizes
        TextSizes of the fonts.
    height : float
        Of each box.
    longest : str
        The longest name of a unit.
    has_bias : bool
        Whether there is room for the bias.
    reach : float
        So far the line below a box may reach beyond its sides.
    detail : {"FULL", "MEDIUM", "COMPACT"}
        How much there is.
    """

    sizes: TextSizes
    height: float
    longest: str
    has_bias: bool
    reach: float
    detail: str


def wide_node(unit: Unit, slot: QRectF, box: Box) -> NodePlace:
    """Return the place of a unit whose name and bias stand in its box."""
    outer = QRectF(slot.left(), slot.center().y() - box.height / 2, slot.width(), box.height)
    name, bias, picture, value = _inside(outer, box)
    return NodePlace(unit, outer, False, name, bias, picture, value)


def narrow_node(
    unit: Unit, slot: QRectF, sizes: TextSizes, is_round: bool, is_dot: bool
) -> NodePlace:
    """Return the place of a node with its bias above and its value below, or in it, or a dot."""
    line, small = sizes.line, sizes.small_line
    lines = slot.height() / line
    if is_dot or unit.layer < 0 or (is_round and lines < _FULL):
        return _plain_circle(unit, slot, sizes, is_round, is_dot)
    if lines < _FULL:
        box = QRectF(slot.left(), 0, slot.width(), min(1.4 * line, slot.height() - 5))
        box.moveCenter(slot.center())
        return NodePlace(unit, box, value=box.adjusted(-3, 0, 3, 0))  # measured in bold
    is_biased = lines >= _BIASED
    taken = small * (2 if is_biased else 1) + 0.5 * line
    tall = min(slot.height() - taken, _TALLEST * line, 0.9 * slot.width())
    wide = slot.width()
    if is_round:
        wide = tall = min(tall, 2.5 * line)
    box = QRectF(0, 0, wide, tall)
    box.moveCenter(slot.center())
    if not is_biased:
        box.moveTop(box.top() - small / 2)
    value = QRectF(slot.left() - 8, box.bottom() + 3, slot.width() + 16, small)
    bias = None
    if is_biased:
        bias = QRectF(slot.left() - 8, box.top() - small - 3, slot.width() + 16, small)
    if is_round:
        return NodePlace(unit, box, True, box, bias, None, value)
    picture = box.adjusted(3, 3, -3, -3)
    return NodePlace(unit, box, False, picture, bias, picture, value)


def fold_place(layer: int, fold: Fold, slot: QRectF, pitch: float, sizes: TextSizes) -> FoldPlace:
    """Return the place of units that are folded away: a pile of bars around a text."""
    line, y = sizes.line, slot.center().y()
    height = slot.height() - pitch + min(pitch, 2.6 * line)
    rect = QRectF(slot.left(), y - height / 2, slot.width(), height)
    text = QRectF(slot.left(), y - line / 2, slot.width(), line)
    count = max(1, min(6, int((min(height / 2, 3.4 * line) - line * 0.62) / 5)))
    count = count if slot.width() > _WIDE * line else 1
    bars = []
    for k in range(count):
        away = line * 0.62 + k * 5.0
        inset = slot.width() * 0.04 * (count - 1 - k)
        for sign in (-1, 1):
            top = y + sign * away - 1
            bars.append(QRectF(slot.left() + inset, top, slot.width() - 2 * inset, 2))
    return FoldPlace(layer, fold, rect, text, tuple(bars))


def _plain_circle(
    unit: Unit, slot: QRectF, sizes: TextSizes, is_round: bool, is_dot: bool
) -> NodePlace:
    """A circle with its value below, or a dot."""
    small = sizes.small_line
    across = min(2.5 * sizes.line, slot.width())
    if is_round:
        across = min(across, slot.height() - small - 3)
    circle = QRectF(0, 0, across, across)
    circle.moveCenter(slot.center())
    if is_dot:
        return NodePlace(unit, circle, is_round)
    value = QRectF(slot.left() - 8, circle.bottom() + 2, slot.width() + 16, small)
    name = circle if across > 1.3 * sizes.line else None
    return NodePlace(unit, circle, is_round, name, value=value)


def _inside(outer: QRectF, box: Box) -> tuple[QRectF, QRectF | None, QRectF | None, QRectF | None]:
    """Rooms for name, bias, picture and live value in a wide box."""
    line, small = box.sizes.line, box.sizes.small_line
    pad = 0.35 * line
    is_compact = box.detail == "COMPACT"
    inner = outer.adjusted(pad, 0.2 * line, -pad, -0.3 * line)
    head = QRectF(inner.topLeft(), QPointF(inner.right(), inner.top() + line))
    if is_compact:
        inner = head = outer.adjusted(pad, 0, -pad, 0)
    width = min(box.sizes.name_width(box.longest) + 2, head.width())
    name = QRectF(head.left(), head.top(), width, head.height())
    bias = None
    if box.has_bias:
        bias = QRectF(head)
        bias.setLeft(name.right() + 0.2 * line)
    if is_compact:
        return name, *_in_one_line(head, name, bias, box.sizes), None
    below = QRectF(QPointF(inner.left(), head.bottom() + 0.15 * line), inner.bottomRight())
    if box.detail == "FULL":
        top, reach = outer.bottom() + 0.2 * line, box.reach
        value = QRectF(outer.left() - reach, top, outer.width() + 2 * reach, small)
        return name, bias, below, value
    value_width = box.sizes.label_width("88.88")
    if below.width() < value_width + 2.2 * line:
        return name, bias, below, None
    value = QRectF(below.right() - value_width, below.top(), value_width, below.height())
    return name, bias, below.adjusted(0, 0, -value_width - 0.4 * line, 0), value


def _in_one_line(
    head: QRectF, name: QRectF, bias: QRectF | None, sizes: TextSizes
) -> tuple[QRectF | None, QRectF | None]:
    """Bias and picture of a box of one line, if they fit beside the name."""
    line = sizes.line
    if bias is None:
        free = head.adjusted(name.width() + 0.4 * line, 0, 0, 0)
    else:
        width = min(sizes.label_width(f"b = {LONG}") + 2, bias.width())
        free = bias.adjusted(0, 0, -width - 0.4 * line, 0)
        if free.width() >= 1.6 * line:
            bias.setLeft(free.right() + 0.4 * line)
    if free.width() < 1.6 * line:
        return bias, None
    return bias, free.adjusted(0, 0.28 * line, 0, -0.28 * line)
