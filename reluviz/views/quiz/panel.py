"""The panel of the quiz."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from reluviz.core.quiz_words import facts, question_text
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.numbers import NumberEdit
from reluviz.views.quiz.chart import QuizChart
from reluviz.views.quiz.sheet import Quiz, Sheet
from reluviz.views.shell import ToolPanel, button, column, row
from reluviz.views.theme import Theme

_MARGIN = 8


class QuizPanel(ToolPanel):
    """Asks what a change would move; the x-axis is painted, and compared with what moves exactly.

    The network stays as it is, unless "Do it" makes the change: an undo step.

    Parameters
    ----------
    seed : int
        The same seed asks the same questions.
    """

    needs = (
        "Predictions are asked of the curve of one hidden layer of ReLUs; "
        "open an example such as Hat to answer some."
    )

    def __init__(
        self, document: Document, theme: Theme, parent: QWidget | None = None, seed: int = 0
    ) -> None:
        super().__init__(document, theme, "quiz", "Predict", parent)
        self._seed = seed
        self._load_number = -1
        self._quiz: Quiz | None = None
        self.headline = _label("quiz_text")
        self.facts = _label("quiz_facts")
        self.tally = _label("quiz_tally")
        self.chart = QuizChart(theme)
        self.first = NumberEdit(-1.0, "Paint from x")
        self.last = NumberEdit(1.0, "Paint to x")
        self.paint = _button("quiz_paint", "Paint", "Paint from the one x to the other")
        self.clear = _button("quiz_clear", "Clear", "Take the paint off")
        self.nothing = _button("quiz_nothing", "Nothing", "Answer that no part will move")
        self.check = _button("quiz_check", "Check", "Compare with what moves exactly")
        self.do = _button("quiz_do", "Do it", "Make the change in the network: one undo step")
        self.next = _button("quiz_next", "Next", "Ask another question")
        self._lay_out()
        self._connect()
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.chart.apply_theme(theme)
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if self._quiz is None or new.load_number != self._load_number:
            self._load_number = new.load_number
            self._quiz = Quiz(new.state, self._seed)
            for edit, x in zip((self.first, self.last), new.domain, strict=True):
                edit.set_value(x)
        elif old is not None and new.state is old.state:
            return
        else:
            self._quiz.follow(new.state)
        self._render_sheet(new)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # Private: rendering

    def _render_sheet(self, snapshot: Snapshot) -> None:
        """Write the question, or the result, to the widgets."""
        quiz = self._quiz
        assert quiz is not None
        sheet, result = quiz.sheet, quiz.sheet.result
        network = snapshot.network if result is None else result.before.network
        if result is None:
            self.headline.setText(question_text(network, sheet.question))
            self.chart.show_curves(snapshot.state.curve, None)
        else:
            self.headline.setText(result.text)
            self.chart.show_curves(result.before.curve, result.curve)
        self.chart.show_calendar(snapshot.state.calendar)
        self.facts.setText(facts(network, sheet.question, snapshot.domain))
        self._render_painted(sheet)
        self.tally.setText(f"{quiz.right:,} of {quiz.answered:,} right" if quiz.answered else "")
        self._make_room()

    def _render_painted(self, sheet: Sheet) -> None:
        result = sheet.result
        moving = () if result is None else result.answer.intervals
        self.chart.show_intervals(sheet.painted, moving, is_open=result is None)
        for one in (self.paint, self.nothing):
            one.setEnabled(result is None)
        for one in (self.clear, self.check):
            one.setEnabled(result is None and sheet.painted != ())
        self.do.setEnabled(result is not None and self.document.network is not result.changed)

    def _make_room(self) -> None:
        """Where the panel is narrow, leave out what can be done or known otherwise."""
        needed = self._range.sizeHint().width() + self._buttons.sizeHint().width() + 3 * _MARGIN
        is_wide = self.width() >= needed
        is_answered = self._quiz is not None and self._quiz.sheet.result is not None
        self._range.setVisible(is_wide)
        self.facts.setVisible(is_wide or not is_answered)

    def _apply_colours(self) -> None:
        for part in (self.facts, self.tally):
            palette = part.palette()
            palette.setColor(QPalette.ColorRole.WindowText, self.theme.muted)
            part.setPalette(palette)

    # Private: what the hand does

    def _on_stroked(self, low: float, high: float, is_erasing: bool) -> None:
        if self._quiz is not None:
            self._take(self._quiz.sheet.stroked((low, high), is_erasing))

    def _on_stepped(self, direction: int, is_shrinking: bool) -> None:
        if self._quiz is not None:
            domain = self.document.snapshot.domain
            self._take(self._quiz.sheet.stepped(direction, is_shrinking, domain))

    def _on_paint(self) -> None:
        low, high = self.document.snapshot.domain
        with self.document.trying():
            ends = sorted(min(max(edit.value(), low), high) for edit in (self.first, self.last))
            self._on_stroked(ends[0], ends[1], False)

    def _on_clear(self) -> None:
        low, high = self.document.snapshot.domain
        self._on_stroked(low, high, True)

    def _on_nothing(self) -> None:
        self._on_clear()
        self._on_check()

    def _on_check(self) -> None:
        if self._quiz is not None and self._shown is not None:
            self._quiz.check(self._shown.state)
            self._render_sheet(self._shown)
            self.chart.setFocus()

    def _on_next(self) -> None:
        if self._quiz is not None and self._shown is not None:
            self._quiz.ask_next(self._shown.state)
            self._render_sheet(self._shown)
            self.chart.setFocus()

    def _on_return(self) -> None:
        (self.check if self.nothing.isEnabled() else self.next).click()

    def _on_do(self) -> None:
        sheet = None if self._quiz is None else self._quiz.sheet
        if sheet is not None and sheet.result is not None:
            name = sheet.result.before.network.name(sheet.question.parameter)
            self.document.commit()
            self.document.set_network(sheet.result.changed, f"change {name}")

    def _take(self, sheet: Sheet) -> None:
        if self._quiz is not None:
            self._quiz.sheet = sheet
            self._render_painted(sheet)

    # Private: putting together

    def _lay_out(self) -> None:
        self._range, self._buttons = QWidget(), QWidget()
        span = (QLabel("x from"), self.first, QLabel("to"), self.last, self.paint, self.clear)
        for whole, parts in (
            (self._range, span),
            (self._buttons, (self.nothing, self.check, self.do, self.next)),
        ):
            column(whole, (row(parts, stretch=0),))
        second = row((self.facts, self.tally), 0, stretch=0)
        second.setStretch(0, 1)
        second.setAlignment(self.tally, Qt.AlignmentFlag.AlignRight)
        last = row((self._range,))
        last.addWidget(self._buttons)
        margins = (_MARGIN, _MARGIN // 2, _MARGIN, _MARGIN // 2)
        layout = column(self, (self.headline, second, self.chart, last), 2, margins)
        layout.setStretch(2, 1)
        # Said here, or the widest row would: its numbers give way where there is no room.
        self.setMinimumSize(self._buttons.sizeHint().width() + 2 * _MARGIN, 150)

    def _connect(self) -> None:
        self.chart.stroked.connect(self._on_stroked)
        self.chart.stepped.connect(self._on_stepped)
        self.chart.clear_requested.connect(self._on_clear)
        self.chart.return_pressed.connect(self._on_return)
        self.paint.clicked.connect(self._on_paint)
        for edit in (self.first, self.last):
            edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("−0.00000") + _MARGIN)
            edit.returnPressed.connect(self.paint.click)
        self.clear.clicked.connect(self._on_clear)
        self.nothing.clicked.connect(self._on_nothing)
        self.check.clicked.connect(self._on_check)
        self.do.clicked.connect(self._on_do)
        self.next.clicked.connect(self._on_next)


def _label(name: str) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(name != "quiz_tally")
    policy = made.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    made.setSizePolicy(policy)
    return made


def _button(name: str, text: str, tip: str) -> QPushButton:
    made = button(name, text, tip)
    made.setMaximumWidth(made.fontMetrics().horizontalAdvance(text) + 24)
    return made
