"""Same function, other weights, through the window's controller and its dialog."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from reluviz.app.ask import Ask
from reluviz.app.context import Context
from reluviz.app.dialogs.small_dialogs import ScaleDialog
from reluviz.app.edits import EditController
from reluviz.app.settings import SettingsStore
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Unit
from reluviz.files.project import Project
from reluviz.views.theme import load_theme

X = np.linspace(-1, 1, 401)


@pytest.fixture
def document(qapp: QApplication) -> Document:
    """The article's example."""
    return Document()


@pytest.fixture
def controller(document: Document, qtbot: QtBot) -> EditController:
    """Works on `document`, for a window."""
    window = QWidget()
    qtbot.addWidget(window)
    light = load_theme("light")
    return EditController(Context(document, SettingsStore(), Ask(window), lambda: light, window))


def notice(document: Document) -> str:
    document.publish()
    assert document.snapshot.notice is not None
    return document.snapshot.notice.text


def retype(qtbot: QtBot, dialog: ScaleDialog, text: str) -> None:
    dialog.edit.selectAll()
    qtbot.keyClicks(dialog.edit, text)


def test_mirroring_is_one_step_that_says_how_little_moved(
    document: Document, controller: EditController
) -> None:
    before = document.network
    document.select(ParameterId(0, 1))
    controller.mirror_ray()
    assert notice(document) == "Mirrored ReLU 2: the curve did not move"
    assert document.network.v.tolist() == [1, -1, 1]
    np.testing.assert_allclose(document.network(X), before(X), rtol=0, atol=1e-12)
    assert document.undo_stack.undo_text == "mirror ReLU 2"
    assert document.undo_stack.count == 1
    document.undo()
    assert document.network is before


def test_the_unit_of_a_selected_joint_counts(
    document: Document, controller: EditController
) -> None:
    document.select(Joint(2))
    controller.mirror_ray()
    assert document.undo_stack.undo_text == "mirror ReLU 3"


def test_without_a_unit_it_says_what_to_do(document: Document, controller: EditController) -> None:
    for act in (controller.mirror_ray, controller.scale_unit):
        document.notify(None)
        act()
        assert notice(document).startswith("Select a ReLU first")
    assert document.undo_stack.count == 0


def test_simplifying_and_turning_right(document: Document, controller: EditController) -> None:
    controller.simplify()
    assert "nothing to simplify" in notice(document)
    assert document.undo_stack.count == 0
    document.load(Project(Network.from_rays([-1, 1, 1], [0, 0, 0], [1, 0.5, 0.5], 0)), None)
    controller.simplify()
    assert notice(document) == "Simplified 3 ReLUs to 2: the curve did not move"
    controller.rewrite_right()
    assert "2 ReLUs that rise to the right" in notice(document)
    assert document.network.v.tolist() == [1, 1]
    assert document.undo_stack.undo_text == "rewrite as rays to the right"
    assert document.undo_stack.count == 2


def test_a_gesture_under_way_is_a_step_of_its_own(
    document: Document, controller: EditController
) -> None:
    document.select(Unit(1))
    document.begin("change w2")
    document.set_parameter(ParameterId(1, 0, 1), -7.0)
    controller.mirror_ray()
    assert document.undo_stack.texts == ["change w2", "mirror ReLU 2"]


def test_a_factor_that_makes_a_weight_too_large_is_told(
    document: Document, controller: EditController
) -> None:
    controller.scale(1, 1e-110)
    assert "at most 1e+100 in size" in notice(document)
    assert document.undo_stack.count == 0


# The dialog


def answer(text: str, accept: bool, seen: list[ScaleDialog]) -> None:
    """Type into the dialog that is open and close it."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ScaleDialog)
    seen.append(dialog)
    dialog.edit.setText(text)
    dialog.edit.textEdited.emit(text)
    (dialog.accept if accept else dialog.reject)()


@pytest.mark.parametrize("accept", [True, False])
def test_scaling_asks_for_the_factor(
    document: Document, controller: EditController, accept: bool
) -> None:
    document.select(Unit(1))
    seen: list[ScaleDialog] = []
    QTimer.singleShot(0, lambda: answer("4", accept, seen))
    controller.scale_unit()
    assert seen
    if accept:
        assert document.network.v.tolist() == [1, 4, 1]
        assert document.network.b.tolist() == [1, 2, 0]
        assert document.network.w.tolist() == [4, -2, 5]
        assert notice(document) == "Scaled ReLU 2 by 4: the curve did not move"
        assert document.undo_stack.undo_text == "scale ReLU 2"
    else:
        assert document.undo_stack.count == 0


def test_the_dialog_shows_the_new_numbers_while_they_are_typed(
    qtbot: QtBot, article: Network
) -> None:
    dialog = ScaleDialog(article, 1)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.preview() == ["2", "1", "−4"]
    retype(qtbot, dialog, "0,5")
    assert dialog.preview() == ["0.5", "0.25", "−16"]
    assert dialog.factor() == 0.5
    assert dialog.message.text == "The curve stays where it is."
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.result() == ScaleDialog.DialogCode.Accepted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", "finite number above zero"),
        ("-2", "finite number above zero"),
        ("a", "“a” is not a number"),
        ("", "A number is missing"),
        ("1e-110", "at most 1e+100 in size"),
        ("1e300", "too large"),
    ],
)
def test_what_is_no_factor_is_said_in_place(
    qtbot: QtBot, article: Network, text: str, words: str
) -> None:
    dialog = ScaleDialog(article, 1)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit.selectAll()
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Backspace)
    qtbot.keyClicks(dialog.edit, text)
    assert words in dialog.message.text
    assert dialog.message.is_error
    assert dialog.preview() == ["", "", ""]
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()


def test_weights_too_large_to_rewrite_are_told(
    document: Document, controller: EditController
) -> None:
    huge = Network.from_rays([1e90, 1, 1], [1e90, 1, 1], [1e90, 1, 1], 0)
    document.load(Project(huge), None)
    document.select(Unit(0))
    for act in (controller.mirror_ray, controller.simplify, controller.rewrite_right):
        document.notify(None)
        act()
        assert "at most 1e+100 in size" in notice(document)
    assert document.undo_stack.count == 0
