"""The legend above the plot: what its lines are, and switches for the hand."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPolygonF

from reluviz.document.snapshot import SHALLOW_LAYERS, Snapshot
from reluviz.views.painting import Fonts
from reluviz.views.plot.curves import has_ghost
from reluviz.views.plot.points import MOST_RINGS
from reluviz.views.plot.scene import SLOPE, Scene, has_slope
from reluviz.views.plot.swatches import paint_swatch

MORE = "more"
"""The entry for the layers that are not in the legend."""

OPTIONAL = ("rays", "scaled", "sums", "residual", "cloud", "envelope", "pattern")
"""Layers that are in the legend while they are switched on, or have been before."""

_COMPARED = ("best", "runs", "sweep")
"""Layers that are in the legend as soon as there is anything to show in them."""

_TEXTS = {
    "best": "best fit",
    "sweep": "many runs",
    "scaled": "rays × w",
    "sums": "running sums",
    "envelope": "envelope ± spread",
    "pattern": "on / off",
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SWATCH, _GAP, _BETWEEN, _MARGIN, _TRIANGLE = 20.0, 6.0, 16.0, 8.0, 13.0
_TOP = 7.0


def legend(scene: Scene) -> dict[str, QRectF]:
    """Return the entries of the legend with their places, from right to left."""
    snapshot = scene.snapshot
    names = _names(snapshot, scene.offered, scene.is_picture)
    places = _places(names, scene.fonts, scene.frame.right, snapshot.build)
    if not has_ghost(scene) and scene.shows("before"):
        places.pop("before", None)  # its room stays free, so that nothing moves when it comes
    return places


def legend_key(scene: Scene) -> tuple[object, ...]:
    """Return all that the entries depend on, besides the hidden layers and the frame."""
    snapshot = scene.snapshot
    target = snapshot.target
    kind = (
        None
        if target is None
        else (target.is_line, bool(target.formula), len(target.x) > MOST_RINGS)
    )
    return (
        scene.offered,
        scene.with_slope,
        has_ghost(scene),
        snapshot.build,
        kind,
        *what_there_is(snapshot),
    )


def what_there_is(snapshot: Snapshot) -> tuple[bool, ...]:
    """Return for each kind of thing that there need not be whether it is there."""
    return tuple(is_available(snapshot, name) for name in ("target", "cloud", SLOPE, *_COMPARED))


def legend_rows(
    snapshot: Snapshot, offered: Collection[str], fonts: Fonts, right: float, is_picture: bool
) -> int:
    """Return how many lines of text the legend takes between the left edge and `right`."""
    places = _places(_names(snapshot, offered, is_picture), fonts, right, snapshot.build)
    return 1 + round((max(place.top() for place in places.values()) - _TOP) / _row(fonts))


def legend_height(fonts: Fonts, rows: int) -> float:
    """Return how high the legend is with the space around it, in pixels."""
    return 2 * _TOP + rows * _row(fonts)


def is_available(snapshot: Snapshot, layer: str) -> bool:
    """Return whether there is anything to show in a layer."""
    if layer in SHALLOW_LAYERS and not snapshot.state.is_shallow:
        return False
    if layer in ("cloud", "envelope"):
        return snapshot.perturbation is not None
    if layer in ("target", "residual"):
        return snapshot.target is not None
    if layer == SLOPE:
        return has_slope(snapshot)
    if layer == "best":
        return snapshot.best is not None
    if layer == "runs":
        return bool(snapshot.comparison.runs)
    if layer == "sweep":
        return snapshot.sweep.result is not None and len(snapshot.sweep.result) > 0
    return True


def paint_legend(painter: QPainter, scene: Scene) -> None:
    """Paint the legend above the frame."""
    for name, place in legend(scene).items():
        if name == MORE:
            _paint_more(painter, scene, place)
        else:
            _paint_entry(painter, scene, name, place)


def _names(snapshot: Snapshot, offered: Collection[str], is_picture: bool) -> list[str]:
    """The entries from right to left; "before" also while there is nothing before."""
    names = ["output", "joints", "target", *_COMPARED]
    names += [SLOPE] if SLOPE in offered or not is_picture else []
    names += [name for name in OPTIONAL if snapshot.shows(name) or name in offered]
    names = [name for name in names if is_available(snapshot, name)]
    if is_picture:
        return [name for name in (*names, "before") if name == SLOPE or snapshot.shows(name)]
    hidden = [name for name in OPTIONAL if name not in names and is_available(snapshot, name)]
    return [*names, *([MORE] if hidden else []), "before"]


def _text(name: str, build: int | None) -> str:
    """What an entry says; the line in black is no output yet while the network is built."""
    if name == "output" and build is not None:
        return f"sum up to ReLU {build:,}" if build else "bias alone"
    return _TEXTS.get(name, name)


def _places(names: list[str], fonts: Fonts, right: float, build: int | None) -> dict[str, QRectF]:
    """Where the entries are, from right to left, in as many rows as they need."""
    places: dict[str, QRectF] = {}
    end, top = right, _TOP
    for name in names:
        width = fonts.small_widths(_text(name, build))
        width += _TRIANGLE if name == MORE else _SWATCH + _GAP
        if end - width < _MARGIN and end < right:
            end, top = right, top + _row(fonts)
        places[name] = QRectF(end - width, top, width, _row(fonts))
        end -= width + _BETWEEN
    return places


def _row(fonts: Fonts) -> float:
    return fonts.line + 4


def _paint_entry(painter: QPainter, scene: Scene, name: str, place: QRectF) -> None:
    is_on = scene.shows(name)
    font = QFont(scene.fonts.small)
    font.setStrikeOut(not is_on)
    painter.setFont(font)
    painter.setPen(QColor(scene.theme.text if is_on else scene.theme.muted))
    text = _text(name, scene.snapshot.build)
    painter.drawText(place.adjusted(_SWATCH + _GAP, 0, 0, 0), _LEFT, text)
    painter.setOpacity(1.0 if is_on else 0.45)
    paint_swatch(painter, scene, name, QRectF(place.topLeft(), QSizeF(_SWATCH, place.height())))
    painter.setOpacity(1.0)


def _paint_more(painter: QPainter, scene: Scene, place: QRectF) -> None:
    """A word and a triangle: a press opens the menu of all layers."""
    painter.setFont(scene.fonts.small)
    painter.setPen(QColor(scene.theme.muted))
    painter.drawText(place, _LEFT, MORE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y = place.right() - 4.0, place.center().y() + 0.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(scene.theme.muted))
    corners = [QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 2.5)]
    painter.drawPolygon(QPolygonF(corners))
