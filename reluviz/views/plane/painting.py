"""The plane is painted here: the ground, which is kept as an image, and what changes by hand."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from reluviz.core.words import number
from reluviz.views import axes
from reluviz.views.notes import around, free_place, paint_label
from reluviz.views.plane.edges import paint_lit
from reluviz.views.plane.ground import COARSE_NOTE, image_of_sheet, paint_ground
from reluviz.views.plane.lines import line_items, paint_line_labels, paint_lines
from reluviz.views.plane.rows import paint_row_labels, paint_rows
from reluviz.views.plane.scene import PlaneScene, above, fills_of, row_index

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GAP = 14.0


class Backdrop:
    """The ground of a widget as an image, as long as nothing of it changes."""

    def __init__(self) -> None:
        self._key: object = None
        self._pixmap: QPixmap | None = None

    def paint(self, painter: QPainter, scene: PlaneScene) -> None:
        """Paint the ground; while it moves there is no image, which would be of no use again."""
        if scene.is_moving:
            self._key = self._pixmap = None
            paint_ground(painter, scene)
            return
        network, before = scene.state.network, scene.before
        key: tuple[object, ...] = (
            id(network),
            None if before is None else id(before.network),
            scene.fill_scale,
            scene.fill,
        )
        key += (scene.state.box, scene.frame, scene.size, scene.ratio, scene.theme, scene.output)
        # The networks are kept with the key, so that no other takes the place of one of them.
        kept = (key, network, before)
        if self._pixmap is None or not isinstance(self._key, tuple) or self._key[0] != key:
            self._key, self._pixmap = kept, image_of_sheet(scene, paint_ground)
        painter.drawPixmap(0, 0, self._pixmap)


def paint_plane(painter: QPainter, scene: PlaneScene, backdrop: Backdrop | None = None) -> None:
    """Paint a scene.

    Parameters
    ----------
    painter : QPainter
        On a sheet of the size that the scene says.
    scene : PlaneScene
        What is painted.
    backdrop : Backdrop, optional
        For a window, which paints often.
    """
    if backdrop is None:
        paint_ground(painter, scene)
    else:
        backdrop.paint(painter, scene)
    _paint_head(painter, scene)
    painter.save()
    painter.setClipRect(axes.frame_rect(scene.frame).adjusted(-1, -1, 1, 1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    taken = line_items(scene)
    paint_lit(painter, scene, taken)
    paint_lines(painter, scene)
    paint_rows(painter, scene)
    _paint_probe(painter, scene, taken)
    paint_row_labels(painter, scene, taken)
    paint_line_labels(painter, scene, taken)
    painter.restore()


def entries(scene: PlaneScene) -> dict[int | str, QRectF]:
    """Return the places of the outputs that can be looked at, and of what the colours can show.

    Nothing is said where there is no choice.
    """
    count, fills = scene.state.network.n_outputs, fills_of(scene.snapshot)
    names: list[int | str] = [*range(count)] if count > 1 else []
    names += fills if len(fills) > 1 and not scene.is_picture else ()
    widths = scene.fonts.small_widths
    if sum(widths(_title(name)) + _GAP for name in names) > scene.frame.width:
        names = names[: count if count > 1 else 0]  # the menu View has what the colours show, too
    places: dict[int | str, QRectF] = {}
    end, height = scene.frame.right, above(scene.fonts) - 4
    for name in reversed(names):
        width = widths(_title(name))
        places[name] = QRectF(end - width, 2, width, height)
        end -= width + _GAP
    return places


def _title(entry: int | str) -> str:
    return entry if isinstance(entry, str) else f"z{entry + 1}"


def head(scene: PlaneScene) -> str:
    """Return what is said above the plane: how many rows are right, or how far off they are."""
    rows = scene.rows
    if rows is None:
        return ""
    if scene.is_on_off:
        right, count = int((~scene.wrong).sum()), len(rows)
        if right == count:
            return f"all {count:,} rows right" if count > 1 else "the row is right"
        return f"{right:,} of {count:,} rows right"
    misfit = scene.state.misfit
    return "" if misfit is None else f"largest error {number(misfit.largest, 3)}"


def _paint_head(painter: QPainter, scene: PlaneScene) -> None:
    fonts, theme, frame = scene.fonts, scene.theme, scene.frame
    places = entries(scene)
    for entry, place in places.items():
        is_own = entry in (scene.output, scene.fill)
        font = QFont(fonts.small_bold if is_own else fonts.small)
        font.setUnderline(is_own)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if is_own else theme.muted))
        painter.drawText(place, _RIGHT, _title(entry))
    end = min([frame.right, *(place.left() - _GAP for place in places.values())])
    room = QRectF(frame.left, 2, end - frame.left, above(fonts) - 4)
    text = head(scene)
    if text:
        painter.setFont(fonts.small_bold)
        painter.setPen(QColor(theme.residual if scene.wrong.any() else theme.text))
        painter.drawText(room, _LEFT, text)
    has_room = fonts.small_widths(text) + fonts.small_widths(COARSE_NOTE) + _GAP < room.width()
    if scene.is_moving and scene.field.is_coarse and has_room:
        painter.setFont(fonts.small)
        painter.setPen(QColor(theme.muted))
        painter.drawText(room, _RIGHT, COARSE_NOTE)


def _paint_probe(painter: QPainter, scene: PlaneScene, taken: list[QRectF]) -> None:
    """The place whose values the other panels show, with the value of the output."""
    point, frame = scene.snapshot.point, scene.frame
    column, row = frame.column(point[0]), frame.row(point[1])
    if not scene.with_probe or not frame.holds(column, row):
        return
    painter.setPen(QPen(QColor(scene.theme.text), 1.4))
    arms = [(-8, 0, -3, 0), (3, 0, 8, 0), (0, -8, 0, -3), (0, 3, 0, 8)]
    painter.drawLines([QLineF(column + a, row + b, column + c, row + d) for a, b, c, d in arms])
    if row_index(scene.hovered) is not None:
        return  # what is written beside the row says it
    value = float(scene.state.signals(point).outputs[scene.output])
    text = number(value, 3)
    width, height = scene.fonts.small_widths(text) + 8, scene.fonts.small_line + 3
    room = QRectF(frame.left, frame.top, frame.width, frame.height)
    places = around(column, row, width, height, 11)
    place = free_place([*places[4:], *places[:4]], taken, room)
    if place is not None:
        paint_label(painter, scene.theme, place, text, scene.fonts.small_bold)
    taken.append(QRectF(column - 8, row - 8, 16, 16))
