"""The panel of random draws by hand: typing, clicking, and the document after each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.core.perturb import Perturbation, envelope, perturb
from reluviz.document.document import Document
from reluviz.document.items import Draw
from reluviz.files.project import Project, View
from reluviz.views.perturb import PerturbPanel
from reluviz.views.perturb.wording import choices, stillness, title_of, which_of
from reluviz.views.theme import load_theme

Show = Callable[..., PerturbPanel]
W2, W3, B0 = ParameterId(1, 0, 1), ParameterId(1, 0, 2), ParameterId(1, 0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows the panel on a document, the article's example by default, with w2 selected."""

    def shown(document: Document | None = None, width: int = 660) -> PerturbPanel:
        document = document or Document()
        panel = PerturbPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, 230)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        document.select(W2)
        settle(panel)
        return panel

    return shown


def settle(panel: PerturbPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def click(panel: PerturbPanel, widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)
    settle(panel)


def tick(panel: PerturbPanel, box: QWidget) -> None:
    QTest.mouseClick(box, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(10, box.height() // 2))
    settle(panel)


def type_into(panel: PerturbPanel, field: QLineEdit, text: str, enter: bool = True) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if enter:
        QTest.keyClick(field, Qt.Key.Key_Return)
    settle(panel)


def type_which(panel: PerturbPanel, text: str, enter: bool = True) -> None:
    line = panel.form.which.lineEdit()
    assert line is not None
    type_into(panel, line, text, enter)


def choose(panel: PerturbPanel, box_name: str, index: int) -> None:
    """Choose by keys, as a person without a mouse."""
    box = getattr(panel.form, box_name)
    box.setFocus()
    while box.currentIndex() != index:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < index else Qt.Key.Key_Up)
    settle(panel)


def settings_of(panel: PerturbPanel) -> Perturbation | None:
    return panel.document.project.view.perturbation


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_draw_takes_the_selected_parameter(show: Show) -> None:
    panel = show()
    assert panel.objectName() == "perturb"
    assert panel.windowTitle() == "Perturb"
    assert panel.form.which.currentText() == "w2"
    assert not panel.another.isEnabled()
    assert not panel.clear.isEnabled()
    click(panel, panel.draw)
    assert settings_of(panel) == Perturbation("w2", 0.1, True, "normal", 50, 0)
    assert panel.document.undo_stack.count == 0
    assert plain(panel.results.summary.text()) == "50 draws of w2: normal, ±10 %, seed 0"
    click(panel, panel.another)
    assert settings_of(panel).seed == 1
    assert panel.form.seed.text() == "1"
    click(panel, panel.clear)
    assert settings_of(panel) is None
    assert not panel.clear.isEnabled()


def test_what_moves_follows_the_selection_until_something_else_is_chosen(show: Show) -> None:
    panel = show()
    click(panel, panel.draw)
    panel.document.select(W3)
    settle(panel)
    assert panel.form.which.currentText() == "w3"
    assert settings_of(panel).which == "w2"  # until Draw is pressed again
    click(panel, panel.draw)
    assert settings_of(panel).which == "w3"
    choose(panel, "which", 1)
    assert settings_of(panel).which == "unit 3"
    panel.document.select(W2)
    settle(panel)
    assert panel.form.which.currentText() == "unit 3"
    assert [panel.form.which.itemText(k) for k in range(5)] == [
        "w2",
        "unit 2",
        "all v and b",
        "all w and b0",
        "all",
    ]
    for index, which in ((2, "layer 1"), (3, "layer 2"), (4, "all")):
        choose(panel, "which", index)
        assert settings_of(panel).which == which
    choose(panel, "which", 0)
    assert settings_of(panel).which == "w2"
    panel.document.select(W3)
    settle(panel)
    assert panel.form.which.currentText() == "w3"


def test_a_typed_name(show: Show) -> None:
    panel = show()
    type_which(panel, "B3")
    assert settings_of(panel).which == "b3"
    type_which(panel, "all w and b0")
    assert settings_of(panel).which == "layer 2"
    panel.document.select(W3)
    settle(panel)
    assert panel.form.which.currentText() == "all w and b0"


@pytest.mark.parametrize(
    ("text", "part"),
    [("w9", "'w9'"), ("unit 7", "unit 7"), ("nonsense", "'nonsense'"), (" ", "what is to move")],
)
def test_an_unknown_name_is_answered_in_the_panel(show: Show, text: str, part: str) -> None:
    panel = show()
    type_which(panel, text)
    assert panel.error.isVisible()
    assert part in panel.error.text()
    assert panel.error.text()[0].isupper()
    assert settings_of(panel) is None
    type_which(panel, "w1")
    assert not panel.error.isVisible()
    assert settings_of(panel).which == "w1"


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        ("spread", "ten", "“ten” is not a number"),
        ("spread", "-5", "spread"),
        ("seed", "1.5", "whole number"),
        ("seed", "-1", "whole number"),
        ("seed", "9" * 19, "at most"),
        ("seed", "9" * 40, "whole number"),
    ],
)
def test_impossible_settings_are_answered_in_the_panel(
    show: Show, field: str, text: str, part: str
) -> None:
    panel = show()
    click(panel, panel.draw)
    before = settings_of(panel)
    type_into(panel, getattr(panel.form, field), text)
    assert part in panel.error.text()
    assert settings_of(panel) == before


def test_settings_change_the_draws_at_once_while_there_are_some(show: Show) -> None:
    panel = show()
    type_into(panel, panel.form.spread, "7", enter=False)
    QTest.keyClick(panel.form.spread, Qt.Key.Key_Tab)
    settle(panel)
    assert settings_of(panel) is None
    click(panel, panel.draw)
    assert settings_of(panel).spread == 0.07
    choose(panel, "unit", 1)
    assert settings_of(panel).relative is False
    assert settings_of(panel).spread == 0.07
    assert panel.form.spread.text() == "0.07"
    type_into(panel, panel.form.spread, "0,25")
    assert settings_of(panel).spread == 0.25
    choose(panel, "distribution", 1)
    assert settings_of(panel).distribution == "uniform"
    type_into(panel, panel.form.draws.lineEdit(), "1000")
    assert settings_of(panel).draws == 1000
    type_into(panel, panel.form.seed, "42")
    assert settings_of(panel).seed == 42
    click(panel, panel.form.dice)
    assert settings_of(panel).seed == int(panel.form.seed.text()) < 10_000


def test_a_spread_that_is_not_typed_over_keeps_every_digit(show: Show) -> None:
    exact = 0.1234567890123456789
    settings = Perturbation("w2", exact, seed=2**63 - 1, draws=5000)
    project = Document().project
    panel = show(Document(Project(project.network, view=View(perturbation=settings))))
    assert panel.form.spread.text() == "12.3456789012"
    choose(panel, "distribution", 1)
    assert settings_of(panel) == Perturbation("w2", exact, True, "uniform", 5000, 2**63 - 1)
    click(panel, panel.another)
    assert settings_of(panel).seed == 0  # after the largest there is


def test_check_boxes_hide_cloud_and_envelope(show: Show) -> None:
    panel = show()
    click(panel, panel.draw)
    assert panel.cloud.isChecked()
    assert not panel.envelope.isChecked()
    assert panel.results.envelope.isHidden()
    tick(panel, panel.envelope)
    assert panel.document.snapshot.shows("envelope")
    assert panel.results.envelope.isVisible()
    tick(panel, panel.cloud)
    assert not panel.document.snapshot.shows("cloud")
    assert panel.results.summary.text().endswith("the cloud is hidden")
    assert panel.results.at_probe.isHidden()
    panel.document.set_view(hidden=())
    settle(panel)
    assert panel.cloud.isChecked()
    tick(panel, panel.cloud)
    click(panel, panel.draw)
    assert panel.cloud.isChecked()  # who draws wants to see


def test_numbers_at_the_probe(show: Show) -> None:
    panel = show()
    choose(panel, "distribution", 1)
    click(panel, panel.draw)
    panel.document.set_view(probe=0.5, hidden=())
    settle(panel)
    network, snapshot = panel.document.network, panel.document.snapshot
    heights = [float(draw(0.5)) for draw in perturb(network, "w2", 0.1, 50, 0, True, "uniform")]
    low, middle, high = np.percentile(heights, (5, 50, 95))
    text = panel.results.at_probe.text().replace("\N{MINUS SIGN}", "-")
    assert text == f"At x = 0.5: median {middle:.4g}, 5–95 % from {low:.4g} to {high:.4g}"
    bounds = [float(side(0.5)) for side in envelope(network, "w2", 0.1, (-1, 1), True)]
    text = panel.results.envelope.text().replace("\N{MINUS SIGN}", "-")
    assert f"from {bounds[0]:.4g} to {bounds[1]:.4g}" in text
    assert text.endswith("Exact: no network of the box leaves it")
    choose(panel, "distribution", 0)
    assert "normal draws may leave it" in panel.results.envelope.text()
    assert snapshot is not panel.document.snapshot
    panel.document.set_view(probe=3.0)
    settle(panel)
    assert panel.results.at_probe.isHidden()


def test_a_draw_is_shown_and_kept_to_the_last_bit(show: Show) -> None:
    panel = show()
    document, start = panel.document, panel.document.network
    type_into(panel, panel.form.seed, "7")
    assert not panel.results.keep.isEnabled()
    type_into(panel, panel.results.number.lineEdit(), "7")
    assert document.snapshot.selection == Draw(6)
    assert plain(panel.results.values.text()).startswith("Draw 7: w2 −8 → ")
    expected = perturb(start, "w2", 0.1, 50, 7, relative=True)[6]
    click(panel, panel.results.keep)
    assert document.network == expected
    assert document.network.w.tobytes() == expected.w.tobytes()
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "keep draw 7 of w2"
    assert settings_of(panel).seed == 7  # the draws go on around the new network
    assert document.snapshot.selection == W2
    assert document.snapshot.before is not None
    assert panel.results.number.value() == 0
    document.undo()
    settle(panel)
    assert document.network == start


@pytest.mark.parametrize("which", ["unit 2", "layer 1", "layer 2", "all"])
def test_kept_draws_of_many_parameters(show: Show, which: str) -> None:
    panel = show()
    network = panel.document.network
    type_which(panel, title_of(which))
    panel.document.select(Draw(11))
    settle(panel)
    assert panel.results.number.value() == 12
    click(panel, panel.results.keep)
    assert panel.document.network == perturb(network, which, 0.1, 50, 0, relative=True)[11]
    assert panel.document.undo_stack.undo_text == f"keep draw 12 of {title_of(which)}"
    assert panel.document.snapshot.selection is None


def test_a_hovered_draw_shows_its_numbers_shortened(show: Show) -> None:
    panel = show()
    type_which(panel, "all")
    panel.document.hover(Draw(2))
    settle(panel)
    text = plain(panel.results.values.text())
    assert text.startswith("Draw 3: v1 1 → ")
    assert text.endswith("and 4 more")
    assert plain(panel.results.values.toolTip()).count("→") == 10
    assert not panel.results.keep.isEnabled()  # hovered only
    panel.document.hover(None)
    settle(panel)
    assert panel.results.values.isHidden()


def test_fewer_draws_are_shown_when_units_are_many(show: Show) -> None:
    x = np.linspace(-1, 1, 999)
    panel = show(Document(Project(through_points(np.stack([x, np.sin(5 * x)], axis=1)))))
    type_into(panel, panel.form.draws.lineEdit(), "1000")
    click(panel, panel.draw)
    assert panel.results.summary.text().startswith("Showing 400 of 1,000 draws of w2")
    panel.document.begin("drag")
    settle(panel)
    assert panel.results.summary.text().startswith("Showing 4 of 1,000 draws of w2")
    panel.document.select(Draw(300))  # one of those that come back when the hand rests
    settle(panel)
    assert panel.results.number.value() == 0
    panel.document.commit()
    settle(panel)
    assert panel.results.number.value() == 301


def test_why_nothing_moves(show: Show) -> None:
    panel = show()
    type_which(panel, "b3")
    assert "b3 is 0" in panel.results.stillness.text()
    choose(panel, "unit", 1)
    assert panel.results.stillness.isHidden()
    network = panel.document.network
    assert stillness(network, Perturbation("w1", 0.0)) == "The spread is 0, so nothing moves."


def test_a_unit_that_is_gone(show: Show) -> None:
    panel = show()
    type_which(panel, "unit 3")
    panel.document.set_network(Network.from_rays([1, 1], [1, 0.5], [4, -8], -1))
    settle(panel)
    assert "no unit 3 any more" in panel.results.summary.text()
    assert not panel.results.keep.isVisible()
    click(panel, panel.draw)
    assert "no unit 3" in panel.error.text()


def test_a_network_too_large_for_its_draws(show: Show) -> None:
    panel = show()
    click(panel, panel.draw)
    tick(panel, panel.envelope)
    panel.document.set_parameter(ParameterId(1, 0, 1), 9e99)
    settle(panel)
    assert "too large to draw" in panel.results.summary.text()
    panel.document.undo()
    settle(panel)
    assert panel.document.snapshot.cloud is not None


def test_another_project_begins_anew(show: Show) -> None:
    panel = show()
    type_which(panel, "unit 2")
    settings = Perturbation("w1", 0.5, False, "uniform", 20, 3)
    project = Document().project
    panel.document.load(
        Project(project.network, view=View(perturbation=settings)), None, "with draws"
    )
    settle(panel)
    assert panel.form.which.currentText() == "w1"
    assert panel.form.read() == settings
    panel.document.load(project, None, "without")
    panel.document.select(W3)
    settle(panel)
    assert panel.form.which.currentText() == "w3"


def test_a_hidden_panel_catches_up(show: Show) -> None:
    panel = show()
    panel.hide()
    panel.document.set_view(perturbation=Perturbation("w1"))
    settle(panel)
    assert panel.form.which.currentText() == "w2"
    panel.show()
    settle(panel)
    assert panel.form.which.currentText() == "w1"
    assert panel.revision == panel.document.snapshot.revision


def test_other_colours_keep_what_is_typed(show: Show) -> None:
    panel = show()
    type_which(panel, "unit 1", enter=False)
    type_into(panel, panel.form.spread, "33", enter=False)
    panel.apply_theme(load_theme("dark"))
    settle(panel)
    assert panel.form.read() == Perturbation("unit 1", 0.33)


def test_the_wheel_needs_the_focus(show: Show) -> None:
    panel = show()
    panel.draw.setFocus()
    for field in (panel.form.draws, panel.form.unit, panel.form.distribution, panel.form.which):
        scroll(field)
    assert panel.form.draws.value() == 50
    assert panel.form.which.currentText() == "w2"
    assert panel.form.distribution.currentIndex() == 0
    panel.form.draws.setFocus()
    scroll(panel.form.draws)
    assert panel.form.draws.value() != 50


def scroll(widget: QWidget) -> None:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("width", [330, 660])
def test_nothing_is_cut_off_sideways(show: Show, width: int) -> None:
    panel = show(width=width)
    type_which(panel, "all")
    panel.document.set_view(hidden=())
    panel.document.select(Draw(0))
    settle(panel)
    for child in panel.findChildren(QWidget):
        if child.isVisible():
            left = child.mapTo(panel, QPoint(0, 0)).x()
            assert left >= 0
            assert left + child.width() <= width + 2, child.objectName()


def test_names_for_people() -> None:
    for which in ("w2", "b0", "unit 3", "layer 1", "layer 2", "all"):
        assert which_of(title_of(which)) == which
    assert which_of("  ReLU   3 ") == "unit 3"
    network = Document().network
    assert choices(network, "b0") == ("b0", "layer 1", "layer 2", "all")
    assert choices(network, "v3")[:2] == ("v3", "unit 3")
    assert choices(network, None) == ("layer 1", "layer 2", "all")
