"""Targets come in one undo step each: formula, table, clipboard, data set, joined or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from reluviz.app.ask import Ask
from reluviz.app.context import Context
from reluviz.app.dialogs.data_dialog import DataDialog
from reluviz.app.dialogs.formula_dialog import FormulaDialog
from reluviz.app.dialogs.points_dialog import PointsDialog
from reluviz.app.edits import MOST_EDITED, EditController
from reluviz.app.settings import SettingsStore
from reluviz.app.target_controller import MOST_JOINED, TargetController
from reluviz.core.formula_targets import formula_target
from reluviz.core.network import ParameterId
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.files.datasets import list_data_sets, load_data_set
from reluviz.views.theme import Theme, load_theme

Key = Qt.Key


class Chooser(Ask):
    """Chooses the file that a test has set."""

    path: Path | None = None
    folder: Path | None = None

    def table_to_open(self, folder: Path) -> Path | None:
        self.folder = folder
        return self.path


def light() -> Theme:
    return load_theme("light")


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.resize(600, 400)
    with qtbot.waitExposed(found):
        found.show()
    return found


@pytest.fixture
def document(qapp: object) -> Iterator[Document]:
    found = Document()
    yield found
    found.close()


@pytest.fixture
def ask(host: QWidget) -> Chooser:
    return Chooser(host)


@pytest.fixture
def store() -> SettingsStore:
    return SettingsStore()


@pytest.fixture
def context(document, store, ask, host: QWidget) -> Context:
    return Context(document, store, ask, light, host)


@pytest.fixture
def targets(context: Context) -> Iterator[TargetController]:
    found = TargetController(context)
    yield found
    found.close()


def press_ok(qtbot: QtBot, dialog: FormulaDialog | DataDialog) -> None:
    box = dialog.findChild(QDialogButtonBox)
    ok = box.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(ok.isEnabled, timeout=10_000)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)


def steps(document: Document) -> list[str]:
    return document.undo_stack.texts


def data(n: int) -> Target:
    x = np.linspace(0, 1, n)
    return Target.from_data(x, x**2)


# Formula


def test_a_formula_is_one_step_and_the_network_stays(qtbot, document, targets, host) -> None:
    before = document.project
    targets.from_formula()
    dialog = host.findChild(FormulaDialog)
    assert dialog.domain() == before.domain
    qtbot.keyClicks(dialog.edit, "abs(x)")
    dialog.high.selectAll()
    qtbot.keyClicks(dialog.high, "2")
    press_ok(qtbot, dialog)
    assert steps(document) == ["target from a formula"]
    assert document.project.target == formula_target("abs(x)", (-1.0, 2.0))
    assert document.project.domain == (-1.0, 2.0)
    assert document.network == before.network
    document.undo()
    assert (document.project.target, document.project.domain) == (before.target, before.domain)


def test_the_formula_there_is_can_be_changed(qtbot, document, targets, host) -> None:
    document.set_target(formula_target("x**2", (-1.0, 1.0)))
    targets.from_formula()
    dialog = host.findChild(FormulaDialog)
    assert dialog.edit.text() == "x**2"
    qtbot.keyClick(dialog.edit, Key.Key_End)
    qtbot.keyClicks(dialog.edit, " + 1")
    qtbot.keyClick(dialog.edit, Key.Key_Return)
    assert document.project.target.formula == "x**2 + 1"


def test_escape_changes_nothing(qtbot, document, targets, host) -> None:
    before = document.project
    targets.from_formula()
    qtbot.keyClick(host.findChild(FormulaDialog), Key.Key_Escape)
    targets.paste_data()
    qtbot.keyClick(host.findChild(DataDialog), Key.Key_Escape)
    targets.from_data()  # and no file chosen
    assert document.project is before
    assert steps(document) == []


def test_a_gesture_under_way_is_a_step_of_its_own(qtbot, document, targets, host) -> None:
    targets.from_formula()
    document.begin("drag")
    document.set_parameter(ParameterId(1, 0, 1), 3.0)
    press_ok(qtbot, host.findChild(FormulaDialog))
    assert steps(document) == ["drag", "target from a formula"]


# Data


def test_a_table_is_one_step_with_its_domain_and_a_best_fit(
    qtbot, document, targets, host, ask, store, tmp_path: Path
) -> None:
    before = document.project
    x = np.linspace(0, 6, 80)
    ask.path = tmp_path / "sine.csv"
    ask.path.write_text(
        "".join(f"{a!r};{b!r}\n" for a, b in zip(x.tolist(), np.sin(x).tolist(), strict=True))
    )
    targets.from_data()
    press_ok(qtbot, host.findChild(DataDialog))
    qtbot.waitUntil(lambda: document.project.target is not before.target, timeout=10_000)
    project = document.project
    assert steps(document) == ["target from data"]
    assert project.target == Target.from_data(x, np.sin(x))
    assert project.domain == (0.0, 6.0)
    assert project.network.n_units == 5
    assert document.state.misfit.mean_square < 0.002
    assert store.settings.last_folder == str(tmp_path)
    targets.from_data()
    assert ask.folder == tmp_path
    document.undo()
    assert document.project.network == before.network
    assert document.project.target == before.target


def test_what_was_copied_from_a_spreadsheet_is_pasted(qtbot, document, targets, host) -> None:
    QGuiApplication.clipboard().setText("a\tb\n0\t1\n1\t3\n2\t2\n")
    targets.paste_data()
    dialog = host.findChild(DataDialog)
    qtbot.waitUntil(lambda: not dialog.is_busy)
    dialog.form.joined.click()
    press_ok(qtbot, dialog)
    qtbot.waitUntil(lambda: document.project.domain == (0.0, 2.0), timeout=10_000)
    assert document.project.target == Target([0, 1, 2], [1, 3, 2])
    assert document.state.misfit.largest == 0


def test_the_dialog_goes_with_its_answer(qtbot, targets, host, document) -> None:
    targets.from_formula()
    press_ok(qtbot, host.findChild(FormulaDialog))
    qtbot.waitUntil(lambda: host.findChild(FormulaDialog) is None)


# Data sets


def test_every_data_set_is_in_the_menu_and_can_be_had(qtbot, document, targets, host) -> None:
    menu = QMenu(host)
    targets.fill_data_sets(menu)
    sets = list_data_sets()
    assert [action.text().replace("&&", "&") for action in menu.actions()] == [
        data_set.title for data_set in sets
    ]
    for action, data_set in zip(menu.actions(), sets, strict=True):
        assert action.statusTip() == action.toolTip() == data_set.summary
        action.trigger()
        qtbot.waitUntil(lambda: not targets.is_busy, timeout=10_000)
        target, _ = load_data_set(data_set.name)
        assert document.project.target == target
        assert document.project.domain == (target.x[0], target.x[-1])
        assert document.network.n_units <= 5
        document.publish()
        assert document.snapshot.notice.text.startswith(data_set.title)
    assert document.undo_stack.count == len(sets)


def test_the_data_set_chosen_last_is_the_one(qtbot, document, targets) -> None:
    names = [data_set.name for data_set in list_data_sets()]
    targets.open_data_set(names[0])
    targets.open_data_set(names[-1])
    qtbot.waitUntil(lambda: not targets.is_busy, timeout=10_000)
    assert document.project.target == load_data_set(names[-1])[0]
    assert document.undo_stack.count == 1


def test_a_document_opened_meanwhile_gets_no_data_set(qtbot, document, targets) -> None:
    targets.open_data_set(list_data_sets()[0].name)
    other = replace(document.project, domain=(-3.0, 3.0))
    document.load(other, None, "Other")
    document.publish()
    qtbot.waitUntil(lambda: not targets.is_busy, timeout=10_000)
    assert document.project.domain == (-3.0, 3.0)
    assert document.undo_stack.count == 0


def test_closing_while_a_data_set_is_fitted_is_clean(document, targets) -> None:
    before = document.project
    targets.open_data_set(list_data_sets()[0].name)
    targets.close()
    assert document.project is before


# Joined or single


def test_points_are_joined_and_split_again(document, targets) -> None:
    document.set_target(Target.from_data([0, 0, 1], [1, 3, 5]))
    targets.join_points()
    assert document.project.target == Target([0, 1], [2, 5])
    targets.join_points()  # joined already
    targets.split_points()
    assert document.project.target == Target.from_data([0, 1], [2, 5])
    targets.split_points()
    assert steps(document)[1:] == [
        "join the points of the target",
        "take the points of the target alone",
    ]


def test_too_many_points_are_not_joined(document, targets) -> None:
    target = data(MOST_JOINED + 1)
    document.set_target(target)
    targets.join_points()
    assert document.project.target is target
    document.publish()
    assert document.snapshot.notice.text == "100,002 points cannot be joined; at most 100,001 can"


def test_without_a_target_there_is_nothing_to_join(document, targets) -> None:
    document.set_target(None)
    targets.join_points()
    targets.split_points()
    assert document.project.target is None


# Points in a table


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Accepts the dialog of points as it is, and writes down how many rows it began with."""
    counts: list[int] = []

    def accepts(dialog: PointsDialog) -> int:
        counts.append(len(dialog.rows))
        return 1

    monkeypatch.setattr(PointsDialog, "exec", accepts)
    return counts


def test_a_few_data_are_points_to_edit(document, context, edited) -> None:
    document.set_target(data(40))
    EditController(context).points()
    assert edited == [40]
    assert document.project.target == data(40).joined()
    assert document.network.n_units == 39


def test_many_data_stay_and_the_joints_are_edited(document, context, edited) -> None:
    target = data(MOST_EDITED + 1)
    document.set_target(target)
    EditController(context).points()
    assert edited == [4]
    assert document.project.target is target


def test_the_target_mode_says_so_when_there_is_no_point_to_drag(document, context) -> None:
    document.set_target(data(40))
    edits = EditController(context)
    edits.drag("target")
    document.publish()
    assert document.snapshot.notice is None
    document.set_target(None)
    edits.drag("target")
    document.publish()
    assert "no target" in document.snapshot.notice.text
    assert document.project.view.drag_mode == "target"
