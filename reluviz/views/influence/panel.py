"""The panel that shows which parameters matter, and where."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from reluviz.core.influence import reach
from reluviz.core.network import ParameterId
from reluviz.core.words import number, parameter_title, where
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.guard import Guarded
from reluviz.views.influence.painting import Geometry, Marks, Ranking, Scene, paint, shade_image
from reluviz.views.painting import Fonts
from reluviz.views.shell import ToolPanel, column
from reluviz.views.theme import Theme

_MOUSE_FOCUS = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_MOST_IN_WORDS = 5


class InfluenceView(Guarded, QAbstractScrollArea):
    """One row for each parameter; only those that are seen are computed."""

    row_hovered = Signal(object)
    """The mouse is over the row of a parameter; over none: None."""

    row_chosen = Signal(object)
    """The row of a parameter was clicked or reached with the keys; below the rows: None."""

    menu_requested = Signal(object, QPoint)
    """A parameter or None, and a place on the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._ranking: Ranking | None = None
        self._marks = Marks()
        self._fonts = Fonts(self.font())
        self._has_key_focus = False
        self._shades: tuple[tuple[object, ...], QImage] | None = None
        self.setObjectName("influence_view")
        self.setAccessibleName("Influence")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(180, 90)

    @property
    def scrolled(self) -> int:
        """Pixels of rows above the first that is seen."""
        return self.verticalScrollBar().value()

    def show_rows(self, ranking: Ranking, marks: Marks) -> None:
        """Show rows, and what stands out of them."""
        is_other, before = ranking is not self._ranking, self._parameter(self._marks.selected)
        was_seen = self._is_seen(self._marks.selected)
        self._ranking, self._marks = ranking, marks
        if is_other:
            self._set_range()
        # Who has scrolled away from the selection stays there while rows change their places.
        if self._parameter(marks.selected) != before or (is_other and was_seen):
            self._bring_into_view(marks.selected)
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.theme = theme
        self._shades = None
        self.viewport().update()

    def scene_now(self) -> Scene | None:
        """Return what is to be painted; None before there is anything."""
        if self._ranking is None:
            return None
        return Scene(
            self._ranking,
            self._marks,
            self.theme,
            self._fonts,
            self._geometry(self._ranking),
            self.scrolled,
            float(self.viewport().width()),
            self._has_key_focus,
        )

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self.theme.ground))
        scene = self.scene_now()
        if scene is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, scene, self._shades_of(scene))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fonts = Fonts(self.font())
            self._set_range()
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self.row_hovered.emit(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.buttons() == Qt.MouseButton.NoButton:
            place = self._place_at(event.position())
            self.row_hovered.emit(self._parameter(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton or self._ranking is None:
            return
        geometry = self._geometry(self._ranking)
        if geometry.top <= event.position().y() < geometry.bottom:
            self.row_chosen.emit(self._parameter(self._place_at(event.position())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._marks.selected if is_key else self._place_at(QPointF(event.pos()))
        self.menu_requested.emit(self._parameter(place), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ranking = self._ranking
        wanted = None if ranking is None else self._place_after(Qt.Key(event.key()), ranking)
        event.setAccepted(wanted is not None)
        if wanted is not None:
            self.row_chosen.emit(self._parameter(wanted))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._has_key_focus = event.reason() not in _MOUSE_FOCUS
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._has_key_focus = False
        self.viewport().update()

    # Private

    def _geometry(self, ranking: Ranking) -> Geometry:
        size = self.viewport().size()
        return Geometry.of(self._fonts, size.width(), size.height(), ranking.longest_names)

    def _shades_of(self, scene: Scene) -> QImage:
        """The shades that are seen; computed anew only if anything of them changed."""
        width = (scene.geometry.right - scene.geometry.left) * self.devicePixelRatioF()
        key = (scene.ranking, scene.visible, round(width))
        if self._shades is None or self._shades[0] != key:
            self._shades = (key, shade_image(scene, max(1, round(width))))
        return self._shades[1]

    def _set_range(self) -> None:
        if self._ranking is None:
            return
        geometry, bar = self._geometry(self._ranking), self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._ranking) * geometry.row - geometry.room))
        bar.setSingleStep(geometry.row)
        bar.setPageStep(geometry.room)

    def _is_seen(self, place: int | None) -> bool:
        scene = self.scene_now()
        return scene is not None and place is not None and place in scene.visible

    def _bring_into_view(self, place: int | None) -> None:
        if self._ranking is None or place is None:
            return
        geometry, bar = self._geometry(self._ranking), self.verticalScrollBar()
        top = place * geometry.row
        bar.setValue(min(top, max(bar.value(), top + geometry.row - geometry.room)))

    def _place_at(self, at: QPointF) -> int | None:
        if self._ranking is None:
            return None
        return self._geometry(self._ranking).place_at(at.y(), self.scrolled, len(self._ranking))

    def _parameter(self, place: int | None) -> object:
        return None if self._ranking is None or place is None else self._ranking.parameter(place)

    def _place_after(self, key: Qt.Key, ranking: Ranking) -> int | None:
        """The row that a key goes to; None if it goes nowhere."""
        page = max(1, self._geometry(ranking).room // self._geometry(ranking).row - 1)
        last = len(ranking) - 1
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        if key not in steps:
            return None
        if self._marks.selected is None:
            return 0
        return min(max(self._marks.selected + steps[key], 0), last)

    def _tip(self, at: QPoint) -> str:
        place, ranking = self._place_at(QPointF(at)), self._ranking
        if place is None or ranking is None:
            return ""
        table, parameter = ranking.table, ranking.parameter(place)
        peak = number(float(table.peaks[ranking.order[place]]))
        return (
            f"{parameter_title(table.network, parameter)}: moves "
            f"{where(reach(table.network, parameter, table.domain), table.domain)}; "
            f"|∂z/∂{table.network.name(parameter)}| is at most {peak}"
        )


class InfluencePanel(ToolPanel):
    """One row for each parameter; the darker at x, the more the output moves there with it."""

    needs = (
        "The influence of every parameter is known where straight pieces make one curve; the loss "
        "slice shows what a change of one parameter does here."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "influence", "Influence", parent)
        self.ranking: Ranking | None = None
        self.view = InfluenceView(theme)
        self.setFocusProxy(self.view)
        column(self, (self.view,))
        self.view.row_hovered.connect(self._on_row_hovered)
        self.view.row_chosen.connect(self.document.select)
        self.view.menu_requested.connect(self.context_menu_requested)
        self.start()

    # Panel

    def can_show(self, snapshot: Snapshot) -> bool:
        return snapshot.state.has_joints

    def apply_theme(self, theme: Theme) -> None:
        self.view.apply_theme(theme)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        table, is_held = new.state.influence_map, new.gesture is not None
        before = self.ranking
        if before is None or old is None or old.load_number != new.load_number:
            self.ranking = Ranking.of(table)
        else:
            self.ranking = before.followed_by(table, is_held)
        marks = _marks(self.ranking, new)
        self.view.show_rows(self.ranking, marks)
        if self.ranking is not before and self.ranking.is_sorted:
            self.view.setAccessibleDescription(_in_words(self.ranking))

    # Private

    def _on_row_hovered(self, parameter: ParameterId | None) -> None:
        if not self.document.in_gesture:
            self.document.hover(parameter)


def _marks(ranking: Ranking, new: Snapshot) -> Marks:
    hovered, parameter = new.hovered, new.parameter
    unit = new.hovered_unit
    if isinstance(hovered, Unit):
        unit = new.state.unit_number(hovered)
    return Marks(
        None if parameter is None else ranking.place(parameter),
        ranking.place(hovered) if isinstance(hovered, ParameterId) else None,
        None if isinstance(hovered, ParameterId) else unit,
        new.probe,
    )


def _in_words(ranking: Ranking) -> str:
    """The rows at the top, for those who do not see them."""
    network, totals = ranking.table.network, ranking.table.totals
    rows = [
        f"{network.name(ranking.parameter(place))} {number(float(totals[ranking.order[place]]), 3)}"
        for place in range(min(_MOST_IN_WORDS, len(ranking)))
    ]
    return f"Influence on the output over the domain, the largest first: {', '.join(rows)}"
