"""The edges of a row, with what is said about them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF

from reluviz.views.diagram.curves import Curve
from reluviz.views.diagram.faces import RowFace
from reluviz.views.diagram.geometry import Row
from reluviz.views.edge_looks import Look


class Edge(NamedTuple):
    """One of the two edges of a row; `cut` is the weight it had if it is a broken link."""

    value: float
    was: float | None
    cut: float | None
    curve: Curve
    room: QRectF | None
    look: Look


def edge_of(row: Row, face: RowFace, name: str) -> Edge:
    """Return the edge "v" or "w" of a row."""
    if name == "v":
        value, was, cut = face.v, face.was[0], face.cut[0]
        curve, room = row.incoming, row.incoming_label
    else:
        value, was, cut = face.w, face.was[2], face.cut[1]
        curve, room = row.outgoing, row.outgoing_label
    look = Look(face.selected == name, face.hovered == name, was is not None)
    return Edge(value, was, cut, curve, room, look)
