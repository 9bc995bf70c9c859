"""The line at the bottom: the formula with its numbers, the errors, the probe, saved or not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from reluviz.core import words
from reluviz.core.construct import largest_term
from reluviz.core.influence import ROUNDING
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.views.guard import Guarded

_TERMS_SHOWN, _TERMS_IN_TIP = 12, 30
_GAP = 6  # pixels between two labels
_REST = 30  # milliseconds between two updates during a drag

_LEAST = 40  # pixels of a text that is cut


class ElidedLabel(Guarded, QLabel):
    """One line that ends in dots where the room ends."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        room = self.rect().adjusted(10, 0, -10, 0)
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class LabelLine(Guarded, QWidget):
    """Labels side by side; the first takes the room that the others leave.

    Where that is none the third is left out, then the fourth.

    Not in a layout: that would arrange the whole window again with every number that changes.
    """

    def __init__(self, labels: list[QLabel]) -> None:
        super().__init__()
        self._labels = labels
        for label in labels:
            label.setParent(self)

    def sizeHint(self) -> QSize:
        return QSize(0, max(label.sizeHint().height() for label in self._labels))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()  # while hidden no layout is asked for

    def _place(self) -> None:
        right = self.width()
        widths = [label.sizeHint().width() for label in self._labels[1:]]
        for spare in range(1, len(widths)):
            if sum(widths) + len(widths) * _GAP + _LEAST > right:
                widths[spare] = 0
        for label, width in reversed(list(zip(self._labels[1:], widths, strict=True))):
            label.setGeometry(right - width, 0, width, self.height())
            right -= width + _GAP if width else 0
        self._labels[0].setGeometry(0, 0, max(0, right), self.height())


class StatusBar(Guarded, QStatusBar):
    """Shows the snapshot in one line."""

    context_menu_requested = Signal(QPoint)
    """The menu of the formula is wanted at a place on the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setAccessibleName("Status")
        self.setSizeGripEnabled(False)
        self._shown: Snapshot | None = None
        self._next: Snapshot | None = None
        self._has_file = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self._render)
        self._formula = ElidedLabel()
        self._formula.setObjectName("formula")
        self._formula.installEventFilter(self)
        self._formula.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._formula.customContextMenuRequested.connect(self._on_menu_requested)
        self._probe = _plain_label("probe_place", "The probe, and the output there")
        self._details = _plain_label(
            "details",
            "Distance from the target where both are defined, and the number of joints; all exact. "
            "What is less than rounding shows as 0.",
        )
        self._saved = _plain_label("saved_state", "Whether there are changes that are not saved")
        self.addWidget(LabelLine([self._formula, self._probe, self._details, self._saved]), 1)

    def show_snapshot(self, new: Snapshot, has_file: bool) -> None:
        """Show a snapshot: at once, or during a drag the newest every few moves of the mouse."""
        self._next = new
        self._has_file = has_file
        if new.gesture is None:
            self._render()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _render(self) -> None:
        self._timer.stop()
        old, new = self._shown, self._next
        if new is None:
            return
        is_new = old is None or old.state is not new.state
        if is_new:
            self._formula.setText(formula(new, _TERMS_SHOWN))
            self._details.setText(details(new))
        if is_new or old is None or old.point != new.point:
            self._probe.setText(probe(new))
        self._saved.setText("Modified" if new.is_modified else "Saved" if self._has_file else "")
        self._shown = new

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._shown is not None:
            # Written only now: it is long, and the numbers change with every move of the mouse.
            self._formula.setToolTip(formula(self._shown, _TERMS_IN_TIP))
        return super().eventFilter(watched, event)

    def _on_menu_requested(self, place: QPoint) -> None:
        self.context_menu_requested.emit(self._formula.mapToGlobal(place))


def formula(snapshot: Snapshot, terms: int) -> str:
    """Return the formula of a shallow network, or the sizes of the layers of another."""
    network = snapshot.network
    if network.is_shallow:
        return snapshot.state.digits.formula(terms)
    sizes = [network.n_inputs, *(layer.n_units for layer in network.layers)]
    return f"{' → '.join(map(str, sizes))}   {network.n_parameters:,} parameters"


def details(snapshot: Snapshot) -> str:
    """Return the errors and the number of joints, or of rows that are right, in words."""
    if not snapshot.state.has_joints:
        return _row_details(snapshot.state)
    joints = f"exact: {len(snapshot.state.curve):,} joints"
    misfit = snapshot.state.misfit
    if misfit is None:
        return joints
    largest, mean_square = misfit.largest, misfit.mean_square
    if largest <= ROUNDING * largest_term(snapshot.network, snapshot.domain):
        largest = mean_square = 0.0
    return (
        f"largest error {words.number(largest, 3)}   "
        f"mean squared error {words.number(mean_square, 3)}   {joints}"
    )


def _row_details(state: State) -> str:
    if state.misfit is None:
        return ""
    errors = (
        f"largest error {words.number(state.misfit.largest, 3)}   "
        f"mean squared error {words.number(state.misfit.mean_square, 3)}"
    )
    if state.rows is None or state.wrong is None or not state.is_gate:
        return errors
    right = len(state.wrong) - int(state.wrong.sum())
    return f"{errors}   {right} of {len(state.wrong)} rows right"


def probe(snapshot: Snapshot) -> str:
    """Return the probe and the output there, such as ``x = 0.5  z = 1``."""
    if not snapshot.state.has_joints:
        inputs, outputs = snapshot.point, snapshot.state.signals(snapshot.point).outputs
        names = ["x"] if len(inputs) == 1 else [f"x{k}" for k in range(1, len(inputs) + 1)]
        digits = snapshot.state.digits
        parts = [f"{names[k]} = {digits.x(x, k)}" for k, x in enumerate(inputs)]
        return "   ".join([*parts, "z = " + ", ".join(digits.y(float(z)) for z in outputs)])
    x, state = snapshot.probe, snapshot.state
    return f"x = {state.digits.x(x)}   z = {state.digits.y(state.output_at(x))}"


def _plain_label(name: str, tip: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setToolTip(tip)
    return label
