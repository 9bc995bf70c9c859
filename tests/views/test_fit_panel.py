"""The panel with the best fit, by hand: its form, its chart, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.fitting import fit_curve
from reluviz.core.initial import initial_layers
from reluviz.core.network import Network
from reluviz.core.output_weights import fit_output_weights
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import TargetPoint
from reluviz.document.reports import BestFit
from reluviz.files.project import FitSettings, Project
from reluviz.views.fit import FitPanel
from reluviz.views.log_ticks import log_ticks, tick_texts
from reluviz.views.theme import load_theme

Show = Callable[..., FitPanel]
X = np.linspace(-1, 1, 15)
DATA = Target.from_data(X, np.sin(4 * X))
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short search."""
    monkeypatch.setattr("reluviz.document.fit_follower.UP_TO", 8)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Shows the panel on a document with data, and the best fit with three ReLUs."""
    documents: list[Document] = []

    def shown(
        target: Target | None = DATA,
        is_begun: bool = True,
        width: int = 660,
        network: Network | None = None,
    ) -> FitPanel:
        document = Document(Project(network or Document().network, target))
        documents.append(document)
        panel = FitPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, 230)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        settle(panel)
        if is_begun:
            click(panel, panel.begin)
            qtbot.waitUntil(lambda: best(panel).is_settled, timeout=20_000)
            settle(panel)
        return panel

    yield shown
    for document in documents:
        document.close()
        document.undo_stack.clear()


def settle(panel: FitPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def best(panel: FitPanel) -> BestFit:
    panel.document.publish()
    found = panel.document.snapshot.best
    assert found is not None
    return found


def click(panel: FitPanel, widget: QWidget, place: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, NONE, place or widget.rect().center())
    settle(panel)


def said(panel: FitPanel) -> str:
    return panel.heading.text().replace("\N{NO-BREAK SPACE}", " ")


def settings(panel: FitPanel) -> FitSettings | None:
    return panel.document.project.view.fit


def test_it_invites_and_a_button_shows_the_fit(show: Show) -> None:
    panel = show(is_begun=False)
    assert (panel.objectName(), panel.windowTitle()) == ("fit", "Best fit")
    assert panel.is_secondary
    assert panel.begin.isVisible()
    assert settings(panel) is None
    panel.document.set_view(hidden=("best", "rays"))
    click(panel, panel.begin)
    assert settings(panel) == FitSettings(3)
    assert panel.document.project.view.hidden == ("rays",)
    assert panel.form.shown.isChecked()
    assert said(panel).startswith("3 ReLUs: squared error ")
    click(panel, panel.form.shown, QPoint(10, panel.form.shown.height() // 2))
    assert settings(panel) is None
    assert panel.begin.isVisible()


def test_without_a_target_it_tells_where_to_get_one(show: Show) -> None:
    panel = show(target=None, is_begun=False)
    assert "Target menu" in panel.invitation.text()
    assert not panel.begin.isVisible()


def test_what_it_says_is_the_fit(show: Show) -> None:
    panel = show()
    found = best(panel).fit
    assert found is not None
    assert f"squared error {found.squared_error:.4g} (sum over 15 points)" in said(panel)
    assert f"largest error {found.max_error:.4g}: optimal" in said(panel)
    assert "Click a point" in panel.remark.text()


def test_the_number_is_changed_by_keys_and_the_fit_follows(show: Show) -> None:
    panel = show()
    panel.form.units.setFocus()
    for units in (4, 5):
        QTest.keyClick(panel.form.units, Qt.Key.Key_Up)
        settle(panel)
        assert settings(panel) == FitSettings(units)
        assert said(panel).startswith(f"{units} ReLUs")
    panel.form.slider.setFocus()
    QTest.keyClick(panel.form.slider, Qt.Key.Key_Left)
    settle(panel)
    assert settings(panel) == FitSettings(4)
    assert panel.form.units.value() == 4
    QTest.keyClick(panel.chart, Qt.Key.Key_Right)
    settle(panel)
    assert settings(panel) == FitSettings(5)
    assert panel.document.undo_stack.count == 0


def test_the_norm_is_chosen(show: Show, qtbot: QtBot) -> None:
    panel = show()
    panel.form.norm.setFocus()
    QTest.keyClick(panel.form.norm, Qt.Key.Key_Down)
    settle(panel)
    assert settings(panel) == FitSettings(3, "max")
    qtbot.waitUntil(lambda: best(panel).is_settled, timeout=20_000)
    settle(panel)
    assert said(panel).endswith(": optimal")


def test_a_click_on_a_point_makes_the_network_that_fit(show: Show) -> None:
    panel = show()
    before, curve = panel.document.network, best(panel).errors
    assert curve is not None
    click(panel, panel.chart.viewport(), panel.chart.place_of(6).toPoint())
    assert settings(panel) == FitSettings(6)
    assert panel.document.network is curve[6].network
    assert panel.document.undo_stack.count == 1
    assert panel.document.undo_stack.undo_text == "best fit with 6 ReLUs"
    panel.document.undo()
    assert panel.document.network == before
    click(panel, panel.chart.viewport(), QPoint(panel.chart.width() - 30, 12))  # beside all points
    assert panel.document.network == before


def test_the_chart_shows_the_error_of_every_number(show: Show) -> None:
    panel = show()
    errors = best(panel).errors
    expected = fit_curve(X, DATA.y, 8)
    assert errors is not None
    assert errors.squared_errors == pytest.approx(expected.squared_errors)
    viewport = panel.chart.viewport()
    for units in (1, 5, 8):
        place = QPointF(panel.chart.place_of(units))
        QTest.qWait(11)
        QApplication.sendEvent(
            viewport,
            QMouseEvent(
                QEvent.Type.MouseMove,
                place,
                QPointF(viewport.mapToGlobal(place)),
                Qt.MouseButton.NoButton,
                Qt.MouseButton.NoButton,
                NONE,
            ),
        )
        tip = panel.chart.toolTip().replace("\N{NO-BREAK SPACE}", " ")
        assert tip.startswith(f"{units} ReLU")
        error = np.sqrt(expected[units].squared_error / 15)
        assert tip.endswith(f"root mean squared error {error:.4g}")


def test_use_this_network_and_keep(show: Show) -> None:
    panel = show()
    found = best(panel).fit
    assert found is not None
    click(panel, panel.form.use)
    assert panel.document.network is found.network
    assert panel.document.undo_stack.undo_text == "best fit with 3 ReLUs"
    click(panel, panel.form.keep)
    (run,) = panel.document.project.runs
    assert (run.name, run.kind, run.network) == ("Best with 3 ReLUs", "best", found.network)
    assert run.settings == "least squares, optimal"
    assert not panel.form.keep.isEnabled()
    assert panel.document.undo_stack.count == 1


def test_the_output_weights_alone(show: Show) -> None:
    panel = show()
    before = panel.document.network
    click(panel, panel.form.weights)
    assert panel.document.network == fit_output_weights(before, X, DATA.y)
    assert panel.document.undo_stack.undo_text == "fit the output weights"
    assert np.array_equal(panel.document.network.kinks, before.kinks)


def test_the_fewest_for_an_error(show: Show, qtbot: QtBot) -> None:
    panel = show()
    panel.form.tolerance.setFocus()
    panel.form.tolerance.selectAll()
    QTest.keyClicks(panel.form.tolerance, "0,1")
    QTest.keyClick(panel.form.tolerance, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.document.snapshot.notice is not None, timeout=20_000)
    settle(panel)
    found = settings(panel)
    assert found is not None
    assert found.norm == "max"
    errors = fit_curve(X, DATA.y, 20, "max").max_errors
    assert found.units == 1 + int(np.argmax(errors <= 0.1))
    notice = panel.document.snapshot.notice
    assert notice is not None
    assert notice.text.startswith(f"{found.units} ReLUs are enough")


@pytest.mark.parametrize("text", ["wide", "-1"])
def test_an_error_that_makes_no_sense_is_named(show: Show, qtbot: QtBot, text: str) -> None:
    panel = show()
    panel.form.tolerance.setFocus()
    panel.form.tolerance.selectAll()
    QTest.keyClicks(panel.form.tolerance, text)
    click(panel, panel.form.fewest)
    qtbot.waitUntil(lambda: panel.document.snapshot.notice is not None, timeout=5_000)
    assert settings(panel) == FitSettings(3)


def test_it_follows_a_point_that_is_dragged(show: Show) -> None:
    panel = show()
    before = said(panel)
    panel.document.set_view(drag_mode="target")
    assert panel.document.grab(TargetPoint(7), float(X[7]), float(DATA.y[7]))
    panel.document.move_to(float(X[7]), 1.5)
    settle(panel)
    assert said(panel) != before
    assert "when the hand rests" in panel.remark.text()
    assert panel.chart.isVisible()
    panel.document.commit()


def test_a_problem_is_said(show: Show) -> None:
    panel = show()
    panel.document.set_domain((5.0, 6.0))
    settle(panel)
    assert "fewer than two points" in said(panel)
    assert not panel.form.use.isEnabled()
    assert not panel.chart.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 660])
def test_it_is_painted_in_all_sizes(show: Show, width: int, theme: str) -> None:
    panel = show(width=width)
    panel.apply_theme(load_theme(theme))
    settle(panel)
    assert not panel.grab().isNull()
    assert panel.chart.height() >= 100


def test_many_relus_and_a_line_through_few_points(show: Show, qtbot: QtBot) -> None:
    panel = show(target=Target.from_points([(-1, 0), (0, 1), (1, 0)]))
    panel.document.set_view(fit=FitSettings(40))
    qtbot.waitUntil(lambda: best(panel).is_settled, timeout=20_000)
    settle(panel)
    assert "2 ReLUs are as good" in said(panel) or "optimal" in said(panel)
    assert panel.form.units.value() == 40
    assert panel.form.slider.maximum() == 40


# Parts


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-3, 1, 5, ["0.001", "0.01", "0.1", "1", "10"]),
        (-1.3, 0.2, 5, ["0.1", "0.2", "0.5", "1"]),
        (-0.5, -0.3, 4, ["0.35", "0.4", "0.45", "0.5"]),
        (-12, 1, 4, ["10⁻¹²", "10⁻⁸", "0.0001", "1"]),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, expected: list[str]) -> None:
    assert tick_texts([10.0**tick for tick in log_ticks(low, high, most)]) == expected


def test_ticks_are_never_too_many_nor_outside() -> None:
    random = np.random.default_rng(0)
    for _ in range(300):
        low = random.uniform(-20, 5)
        high = low + 10.0 ** random.uniform(-3, 1.3)
        most = int(random.integers(2, 9))
        ticks = log_ticks(low, high, most)
        assert len(ticks) <= most + 1
        assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)
    assert tick_texts([2e-7]) == ["2·10⁻⁷"]


def test_the_best_fit_is_shown_beside_a_network_of_layers(show: Show, qtbot: QtBot) -> None:
    network = initial_layers([1, 3, 2, 1], ["relu", "relu", "identity"], "he", 0, [(-1.0, 1.0)])
    panel = show(is_begun=False, network=network)
    document = panel.document
    panel.begin.click()
    settle(panel)
    assert document.project.view.fit == FitSettings(5)  # as many as it has ReLUs
    assert not panel.form.weights.isEnabled()
    panel.form.units.setValue(2)
    settle(panel)
    qtbot.waitUntil(panel.form.use.isEnabled, timeout=20_000)
    panel.form.use.click()
    settle(panel)
    assert document.network.is_shallow
    assert document.network.n_units == 2
    document.undo_stack.undo()
    assert document.network is network
