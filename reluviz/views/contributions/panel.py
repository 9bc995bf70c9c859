"""The panel that shows what each unit adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.contributions.chart import ContributionChart
from reluviz.views.contributions.content import MODES, Content, content_of
from reluviz.views.contributions.scene import Marks
from reluviz.views.guard import Guarded
from reluviz.views.painting import TextWidths, first_fitting
from reluviz.views.shell import ToolPanel, column
from reluviz.views.theme import Theme

_TITLES = {"rays": "rays r", "scaled": "scaled w·r", "sums": "running sum"}
_TIPS = {
    "rays": "What each ReLU computes: max(0, b + v x)",
    "scaled": "What each ReLU adds to the output: w max(0, b + v x)",
    "sums": "The bias only, after ReLU 1, after ReLUs 1 and 2, and so on",
}
_SAYS = {
    "rays": "r = max(0, b + v x)",
    "scaled": "output = b0 + sum of w r",
    "sums": "b0, then one ReLU more each",
}


class ModeBar(QWidget):
    """Three exclusive buttons, and a note beside them."""

    mode_chosen = Signal(str)
    """The user chose one of `MODES`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mode_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.note = Note()
        self.buttons = {mode: self._make_button(mode) for mode in MODES}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 8, 2)
        layout.setSpacing(2)
        layout.addWidget(self.note, 1)
        for button in self.buttons.values():
            group.addButton(button)
            layout.addWidget(button)
        self.apply_theme(theme)

    def show_mode(self, mode: str) -> None:
        """Show which one of `MODES` is chosen."""
        button = self.buttons[mode]
        with QSignalBlocker(button):
            button.setChecked(True)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.setStyleSheet(
            f"#mode_bar {{ background: {theme.ground}; }}"
            f"QLabel {{ color: {theme.muted}; }}"
            f"QToolButton {{ background: transparent; color: {theme.muted};"
            "  border: 1px solid transparent; border-radius: 4px; padding: 2px 7px; }"
            f"QToolButton:hover {{ border-color: {theme.border}; }}"
            f"QToolButton:checked {{ background: {theme.accent_ground}; color: {theme.text}; }}"
            f"QToolButton:focus {{ border-color: {theme.accent}; }}"
        )

    def _make_button(self, mode: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"mode_{mode}")
        button.setText(_TITLES[mode])
        button.setToolTip(_TIPS[mode])
        button.setAccessibleName(_TITLES[mode])
        button.setAccessibleDescription(_TIPS[mode])
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.mode_chosen.emit(mode))
        return button


class Note(Guarded, QLabel):
    """Says the same in more or in fewer words, whichever fits."""

    def __init__(self) -> None:
        super().__init__()
        self._forms: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, forms: Iterable[str]) -> None:
        """Show the first of some texts that fits."""
        self._forms = tuple(forms)
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        text = first_fitting(self._forms, TextWidths(self.font()), self.width())
        if text != self.text():
            self.setText(text)


class ContributionsPanel(ToolPanel):
    """What each ReLU adds: its ray, its ray times its weight, or the running sums."""

    mode_changed = Signal(str)
    """Other lines are shown: one of `MODES`."""

    needs = (
        "What each ReLU adds can be seen where one hidden layer of ReLUs makes a curve; "
        "the numbers at the units of the diagram say what flows in this network."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "contributions", "What each ReLU adds", parent)
        self._mode = "scaled"
        self._content: Content | None = None
        self._content_key: tuple[object, ...] = ()
        self.header = ModeBar(theme)
        self.chart = ContributionChart(theme)
        self.setFocusProxy(self.chart)
        column(self, (self.header, self.chart)).setStretch(1, 1)
        self.header.mode_chosen.connect(self.set_mode)
        self.chart.unit_hovered.connect(self._on_unit_hovered)
        self.chart.unit_chosen.connect(self._on_unit_chosen)
        self.chart.unit_stepped.connect(self._on_unit_stepped)
        self.chart.menu_requested.connect(self._on_menu_requested)
        self.start()

    @property
    def mode(self) -> str:
        """Which lines are shown, one of `MODES`."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Show other lines.

        Raises
        ------
        ValueError
            If `mode` is not one of `MODES`.
        """
        if mode not in MODES:
            raise ValueError(f"there is no mode {mode!r} of this chart; there are {MODES}")
        if mode != self._mode:
            self._mode = mode
            self.render_anew()
            self.mode_changed.emit(mode)

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.header.apply_theme(theme)
        self.chart.apply_theme(theme)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        marks = Marks(new.unit, new.hovered_unit, new.build, new.probe)
        content = self._content_for(new, marks)
        self.chart.show_calendar(new.state.calendar)
        self.chart.show_lines(content, marks, is_held=new.gesture is not None)
        if old is None or old.network.n_units != new.network.n_units:
            self.header.show_mode(self._mode)
            self.header.note.say(_notes(content))

    # Private

    def _content_for(self, new: Snapshot, marks: Marks) -> Content:
        """The lines; the same as before if they need not change."""
        key = (new.state, self._mode)
        content = self._content
        always = _built(marks) + marks.units
        if content is None or key != self._content_key or not _has_all(content, always):
            content = content_of(new.network, new.domain, self._mode, always)
            self._content, self._content_key = content, key
        return content

    def _on_unit_hovered(self, unit: int | None) -> None:
        if not self.document.in_gesture:
            self.document.hover(None if unit is None else Unit(unit))

    def _on_unit_chosen(self, unit: int | None) -> None:
        self.document.select(None if unit is None else Unit(unit))

    def _on_unit_stepped(self, step: int) -> None:
        unit, last = self.document.snapshot.unit, self.document.network.n_units - 1
        wanted = 0 if unit is None else min(max(unit + step, 0), last)
        self.document.select(Unit(wanted))

    def _on_menu_requested(self, unit: int | None, place: QPoint) -> None:
        self.context_menu_requested.emit(None if unit is None else Unit(unit), place)


def _built(marks: Marks) -> tuple[int, ...]:
    """The unit that the construction added last."""
    return (marks.build - 1,) if marks.build else ()


def _has_all(content: Content, units: tuple[int, ...]) -> bool:
    further = 1 if content.mode == "sums" else 0
    return all(
        content.row(number) is not None for unit in units for number in (unit, unit + further)
    )


def _notes(content: Content) -> Iterator[str]:
    """Yield what is to be said about the lines, from the fullest to the shortest."""
    says = _SAYS[content.mode]
    if content.step == 1:
        yield says
        return
    every = f"every {_ordinal(content.step)} of {content.n_units:,}"
    yield f"{says}; {every}"
    yield every
    yield f"1 in {content.step:,}"


def _ordinal(number: int) -> str:
    """Return 2nd, 3rd, 4th and so on."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{'th' if number % 100 in (11, 12, 13) else ending}"
