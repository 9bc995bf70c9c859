"""New, open, save: what is asked, what is kept, what is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from reluviz.app.ask import Leave, Overwrite
from reluviz.app.dialogs.activation_dialog import ActivationDialog
from reluviz.app.dialogs.data_dialog import DataDialog
from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore
from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.export.tables import write_weights
from reluviz.export.tensors import safetensors_bytes
from reluviz.files.examples import list_examples, load_example
from reluviz.files.project_file import read_project, write_project

W2 = ParameterId(1, 0, 1)


@pytest.fixture
def saved(window: MainWindow, answers, tmp_path: Path) -> Path:
    """The document in a file of its own."""
    answers.saved = tmp_path / "mine.reluviz"
    window.files.save()
    answers.asked.clear()
    return answers.saved


def change(window: MainWindow) -> None:
    window.document.set_parameter(W2, -7.0)


# Save


def test_save_asks_for_a_name_the_first_time_only(window: MainWindow, answers, tmp_path) -> None:
    answers.saved = tmp_path / "mine.reluviz"
    change(window)
    window.files.save()
    assert answers.asked == ["save as The article's example.reluviz"]
    assert read_project(answers.saved).network == window.document.network
    assert not window.document.is_modified
    window.document.set_parameter(W2, -6.0)
    window.files.save()
    assert len(answers.asked) == 1
    assert read_project(answers.saved).network.value(W2) == -6.0


def test_giving_no_name_saves_nothing(window: MainWindow, answers, tmp_path: Path) -> None:
    change(window)
    window.files.save()
    assert window.document.is_modified
    assert window.document.path is None
    assert list(tmp_path.glob("*.reluviz")) == []


def test_save_as_goes_on_in_the_other_file(window: MainWindow, answers, saved: Path) -> None:
    other = saved.with_name("other.reluviz")
    answers.saved = other
    change(window)
    window.files.save_as()
    assert answers.asked == ["save as mine.reluviz"]
    assert window.document.path == other
    assert read_project(saved).network.value(W2) == -8.0
    assert read_project(other).network.value(W2) == -7.0


def test_a_failed_save_says_why_and_keeps_everything(window: MainWindow, answers, saved) -> None:
    change(window)
    answers.saved = saved.parent / "no such folder" / "a.reluviz"
    window.files.save_as()
    [told] = answers.told
    assert told.startswith("The project was not saved.")
    assert "no such folder" in told
    assert window.document.path == saved
    assert window.document.is_modified


def test_a_file_changed_by_others_is_not_overwritten_unasked(
    window: MainWindow, answers, saved: Path
) -> None:
    saved.write_text("the work of somebody else")
    change(window)
    window.files.save()
    assert answers.asked == ["changed on disk: mine.reluviz"]
    assert saved.read_text() == "the work of somebody else"
    assert window.document.is_modified

    answers.overwrite = Overwrite.SAVE_AS
    answers.saved = saved.with_name("other.reluviz")
    window.files.save()
    assert saved.read_text() == "the work of somebody else"
    assert window.document.path == answers.saved
    assert not window.document.is_modified


def test_overwriting_when_told_so(window: MainWindow, answers, saved: Path) -> None:
    saved.write_text("the work of somebody else")
    change(window)
    answers.overwrite = Overwrite.OVERWRITE
    window.files.save()
    assert read_project(saved).network.value(W2) == -7.0
    window.document.set_parameter(W2, -6.0)
    window.files.save()
    assert len(answers.asked) == 1


def test_a_file_that_was_deleted_is_written_again(window: MainWindow, answers, saved) -> None:
    saved.unlink()
    change(window)
    window.files.save()
    assert answers.asked == []
    assert read_project(saved).network.value(W2) == -7.0


def test_saving_ends_the_gesture(window: MainWindow, saved: Path) -> None:
    window.document.begin("drag")
    window.document.set_parameter(W2, -5.0)
    window.files.save()
    assert read_project(saved).network.value(W2) == -5.0
    assert window.document.undo_stack.undo_text == "drag"
    assert not window.document.is_modified


# Open


def test_open_shows_a_project(window: MainWindow, answers, tmp_path: Path, article) -> None:
    answers.opened = tmp_path / "there.reluviz"
    project = window.document.project
    write_project(type(project)(article.with_value(W2, 3.0), None, (-2.0, 2.0)), answers.opened)
    window.files.open()
    assert window.document.network.value(W2) == 3.0
    assert window.document.path == answers.opened
    assert not window.document.is_modified
    assert window.document.undo_stack.count == 0


def test_open_makes_a_network_through_a_table(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x;y\n0,5;1\n-1;2\n3;0\n")
    window.files.open_path(path)
    assert window.document.project.domain == (-1.0, 3.0)
    assert window.document.path is None
    window.document.publish()
    assert window.windowTitle() == "points[*] - ReluViz"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.reluviz", b"{", "broken.reluviz"),
        ("points.csv", b"x,y\n1,2\n1,3\n", "points.csv"),
        ("picture.png", b"\x89PNG", "unknown ending .png"),
        ("missing.reluviz", None, "no such file"),
    ],
)
def test_a_file_that_cannot_be_opened_changes_nothing(
    window: MainWindow, answers, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    change(window)
    before = window.document.project
    window.files.open_path(path)
    [told] = answers.told
    assert said in told
    assert answers.asked == []
    assert window.document.project is before
    assert window.store.settings.recent_files == ()


def test_a_network_the_window_cannot_show_is_refused(window, answers, tmp_path, article) -> None:
    from reluviz.core.network import Layer, Network
    from reluviz.files.project import Project

    path = tmp_path / "wide.reluviz"
    wide = Network([Layer([[1.0] * 4], [0.0], "identity")])
    write_project(Project(wide), path)
    window.files.open_path(path)
    assert "the window shows networks of up to 3 inputs" in answers.told[0].lower()
    assert window.document.network == article


def reload_of(window: MainWindow) -> QAction:
    window.document.publish()
    action = window.findChild(QAction, "reload")
    assert action is not None
    return action


def test_a_network_of_another_program_is_read_again(window, answers, tmp_path, article) -> None:
    path = tmp_path / "net.onnx"
    assert not reload_of(window).isEnabled()
    write_weights(article, path)
    window.files.open_path(path)
    document = window.document
    document.publish()
    assert reload_of(window).isEnabled()
    assert reload_of(window).statusTip().startswith("Read again: net.onnx by ReluViz ")
    reload_of(window).trigger()
    document.publish()
    assert document.snapshot.notice.text == "“net.onnx” has the network that is shown"
    assert not document.is_modified
    write_weights(through_points([(-1, 0), (0, 1), (1, 0)]), path)
    reload_of(window).trigger()
    document.publish()
    assert document.network([0.0]) == pytest.approx([1])
    assert document.undo_stack.undo_text == "reload net.onnx"
    document.undo()
    assert document.network == article
    path.unlink()
    reload_of(window).trigger()
    [told] = answers.told
    assert "there is no such file" in told
    assert document.network == article


@pytest.fixture
def tensors(tmp_path: Path) -> Path:
    """A file of tensors that says no activation: what says it there has another name."""
    path = tmp_path / "net.safetensors"
    data = safetensors_bytes(load_example("relu-by-hand").network)
    path.write_bytes(data.replace(b"reluviz.activations", b"another.activations"))
    return path


def test_the_activation_that_a_file_does_not_say_is_asked_for(
    window: MainWindow, qtbot: QtBot, tensors: Path
) -> None:
    before = window.document.network
    window.files.open_path(tensors)
    dialog = window.findChild(ActivationDialog)
    assert dialog is not None
    assert window.document.network == before
    assert dialog.box.currentData() == "relu"
    pictures = [dialog.preview.image.copy()]
    for name in ("tanh", "step", "sigmoid"):
        dialog.box.setCurrentIndex(dialog.box.findData(name))
        assert dialog.preview.image not in pictures
        pictures.append(dialog.preview.image.copy())
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    document = window.document
    assert [layer.activation for layer in document.network.layers] == ["sigmoid", "identity"]
    document.publish()
    assert document.snapshot.notice is None
    reload_of(window).trigger()
    document.publish()
    assert document.snapshot.notice.text == "“net.safetensors” has the network that is shown"


def test_without_an_activation_the_document_stays(
    window: MainWindow, qtbot: QtBot, tensors: Path, article
) -> None:
    before = window.document.network
    window.files.open_path(tensors)
    qtbot.keyClick(window.findChild(ActivationDialog), Qt.Key.Key_Escape)
    assert window.document.network == before
    write_weights(article, tensors)  # which says it
    window.files.open_path(tensors)
    assert window.document.network == article


def test_a_project_remembers_the_file_of_its_network(window, answers, tmp_path, article) -> None:
    path, project = tmp_path / "net.onnx", tmp_path / "mine.reluviz"
    write_weights(article, path)
    window.files.open_path(path)
    answers.saved = project
    window.files.save()
    assert str(tmp_path) not in project.read_text(encoding="utf-8")
    write_weights(through_points([(-1, 0), (0, 1), (1, 0)]), path)
    window.files.open_path(project)
    assert window.document.network == article
    reload_of(window).trigger()
    assert window.document.network([0.0]) == pytest.approx([1])
    assert answers.told == []


def test_a_network_of_another_shape_is_read_again(window, answers, tmp_path, article) -> None:
    path = tmp_path / "net.onnx"
    write_weights(article, path)
    window.files.open_path(path)
    write_weights(load_example("xor").network, path)
    reload_of(window).trigger()
    window.document.publish()
    assert window.document.network.n_inputs == 2
    window.document.undo()
    window.document.publish()
    assert window.document.network == article
    assert answers.told == []


def test_every_example_opens(window: MainWindow, qtbot: QtBot) -> None:
    menu = window.menus["examples_menu"]
    menu.aboutToShow.emit()
    actions = menu.actions()
    assert [action.text() for action in actions] == [
        example.title.replace("&", "&&") for example in list_examples()
    ]
    for action in actions:
        assert action.statusTip()
        action.trigger()
        window.document.publish()
        assert window.windowTitle() == f"{action.text().replace('&&', '&')}[*] - ReluViz"
        assert window.document.path is None


# Large files


def large_table(folder: Path) -> Path:
    path = folder / "large.csv"
    path.write_text("".join(f"{k},{k % 7}\n" for k in range(60_000)))
    return path


def choose(box: QComboBox, text: str) -> None:
    """Choose an entry as a user does: with the signal that only users cause."""
    box.setCurrentText(text)
    assert box.currentText() == text
    box.activated.emit(box.currentIndex())


def test_a_large_file_is_read_behind_the_window(window: MainWindow, qtbot, tmp_path) -> None:
    window.files.open_path(large_table(tmp_path))
    assert window.files.is_opening
    window.document.publish()
    assert window.messages.notice.text == "Opening “large.csv”…"
    assert window.document.network.n_units == 3
    qtbot.waitUntil(lambda: not window.files.is_opening, timeout=20_000)
    dialog = window.findChild(DataDialog)
    qtbot.waitUntil(lambda: not dialog.is_busy)
    dialog.form.joined.click()
    choose(dialog.form.start_box, "Through all points")
    dialog.accept()
    qtbot.waitUntil(lambda: window.document.network.n_units == 59_999, timeout=20_000)
    window.document.publish()
    assert not window.messages.notice.isVisible()
    window.files.new()


def test_reading_a_large_file_can_be_given_up(window: MainWindow, qtbot, tmp_path) -> None:
    before = window.document.project
    window.files.open_path(large_table(tmp_path))
    window.document.publish()
    cancel = window.findChild(QPushButton, "notice_action")
    assert cancel.text() == "Cancel"
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not window.files.is_opening
    window.document.publish()
    assert not window.messages.notice.isVisible()
    qtbot.wait(300)
    assert window.document.project is before


def test_a_large_file_that_is_broken_is_told(window: MainWindow, answers, qtbot, tmp_path) -> None:
    path = tmp_path / "large.reluviz"
    path.write_bytes(b"[" * 600_000)
    window.files.open_path(path)
    qtbot.waitUntil(lambda: bool(answers.told), timeout=20_000)
    assert "large.reluviz" in answers.told[0]
    assert not window.files.is_opening


def test_closing_while_reading_waits(window: MainWindow, tmp_path: Path) -> None:
    window.files.open_path(large_table(tmp_path))
    assert window.close()
    assert not window.files.is_opening


# Recent files


def test_recent_files_are_in_the_menu(window: MainWindow, tmp_path: Path, saved: Path) -> None:
    other = tmp_path / "a & b.reluviz"
    write_project(window.document.project, other)
    window.files.open_path(other)
    menu = window.menus["recent_menu"]
    menu.aboutToShow.emit()
    assert [action.objectName() for action in menu.actions()] == ["recent_1", "recent_2"]
    assert menu.actions()[0].text() == f"&1 a && b.reluviz  ({tmp_path})".replace("&&", "&&")
    menu.actions()[1].trigger()
    assert window.document.path == saved
    other.unlink()
    menu.aboutToShow.emit()
    assert len(menu.actions()) == 1
    assert window.store.settings.recent_files == (str(saved),)


def test_dialogs_begin_in_the_last_folder(
    window: MainWindow, answers, tmp_path: Path, saved: Path
) -> None:
    folder = tmp_path / "deeper"
    folder.mkdir()
    path = folder / "points.csv"
    path.write_text("0,1\n1,2\n")
    window.files.open_path(path)
    window.files.open()
    assert answers.asked == [f"open in {folder}"]


# Leaving


@pytest.mark.parametrize("action", ["new", "open", "example", "close"])
@pytest.mark.parametrize("leave", Leave)
def test_changes_are_not_lost_unasked(
    window: MainWindow,
    answers,
    tmp_path: Path,
    saved: Path,
    qtbot: QtBot,
    action: str,
    leave: Leave,
) -> None:
    change(window)
    before = window.document.project
    answers.leave = leave
    answers.opened = tmp_path / "points.csv"
    answers.opened.write_text("0,1\n1,2\n")
    {
        "new": window.files.new,
        "open": window.files.open,
        "example": lambda: window.files.open_example("hat"),
        "close": window.close,
    }[action]()
    qtbot.wait(1)
    assert "save changes to mine.reluviz" in answers.asked
    is_left = not window.isVisible() if action == "close" else window.document.project != before
    assert is_left == (leave is not Leave.CANCEL)
    assert read_project(saved).network.value(W2) == (-7.0 if leave is Leave.SAVE else -8.0)


def test_a_failed_save_keeps_the_window_open(
    window: MainWindow, answers, saved: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from reluviz.files.errors import WriteError

    def fail(*_arguments: object) -> None:
        raise WriteError("the disk is full")

    monkeypatch.setattr("reluviz.files.project_file.write_project", fail)
    change(window)
    answers.leave = Leave.SAVE
    assert not window.close()
    qtbot.wait(1)
    assert window.isVisible()
    assert answers.told == ["The project was not saved. the disk is full"]
    assert window.document.is_modified


def test_closing_without_changes_asks_nothing(window: MainWindow, answers) -> None:
    assert window.close()
    assert answers.asked == []


def test_new_is_a_line_with_a_word_how_to_go_on(window: MainWindow) -> None:
    window.files.new()
    assert window.document.network.n_units == 1
    assert window.document.project.target is None
    window.document.publish()
    assert "Double-click" in window.messages.notice.text
    assert window.messages.notice.isVisible()
    assert window.windowTitle() == "Untitled[*] - ReluViz"


def test_settings_are_kept_between_windows(store: SettingsStore, window, saved, tmp_path) -> None:
    window.close()
    again = SettingsStore(tmp_path / "settings.ini").settings
    assert again.recent_files == (str(saved),)
    assert again.last_folder == str(tmp_path)
    assert again.geometry
    assert again.layout


# Large networks are written in the background


@pytest.fixture
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reluviz.app.files_controller.LARGE_NETWORK", 0)


@pytest.mark.usefixtures("all_are_large")
def test_a_large_network_is_saved_while_the_window_lives(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.saved = tmp_path / "large.reluviz"
    change(window)
    window.files.save()
    assert window.files.is_saving
    assert window.document.is_modified
    window.document.publish()
    assert window.messages.notice.text == "Saving “large.reluviz”…"
    qtbot.waitUntil(lambda: not window.files.is_saving)
    assert read_project(answers.saved).network == window.document.network
    assert not window.document.is_modified
    assert window.document.path == answers.saved
    window.document.publish()
    assert not window.messages.notice.isVisible()


@pytest.mark.usefixtures("all_are_large")
def test_changes_made_meanwhile_are_not_called_saved(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.saved = tmp_path / "large.reluviz"
    change(window)
    window.files.save()
    window.document.set_parameter(W2, -5.0)
    qtbot.waitUntil(lambda: not window.files.is_saving)
    assert read_project(answers.saved).network.value(W2) == -7.0
    assert window.document.is_modified
    assert window.document.path == answers.saved
    window.document.publish()
    assert "without your last changes" in window.messages.notice.text
    window.files.save()  # once more, and no question whether somebody else wrote the file
    qtbot.waitUntil(lambda: not window.files.is_saving)
    assert read_project(answers.saved).network.value(W2) == -5.0
    assert not window.document.is_modified
    assert not [asked for asked in answers.asked if asked.startswith("changed")]


@pytest.mark.usefixtures("all_are_large")
def test_two_saves_come_one_after_the_other(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.saved = tmp_path / "large.reluviz"
    window.files.save()
    change(window)
    window.files.save()
    qtbot.waitUntil(lambda: not window.document.is_modified)
    assert read_project(answers.saved).network.value(W2) == -7.0
    assert len(answers.asked) == 1
    assert answers.told == []


@pytest.mark.usefixtures("all_are_large")
def test_the_window_closes_when_the_file_is_written(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.saved, answers.leave = tmp_path / "large.reluviz", Leave.SAVE
    change(window)
    window.close()
    assert window.isVisible()
    window.close()  # an impatient one
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_project(answers.saved).network.value(W2) == -7.0
    assert answers.asked == [
        "save changes to The article's example",
        "save as The article's example.reluviz",
    ]


@pytest.mark.usefixtures("all_are_large")
def test_a_large_network_that_cannot_be_written_stays(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.saved, answers.leave = tmp_path / "no such folder" / "a.reluviz", Leave.SAVE
    change(window)
    window.close()
    qtbot.waitUntil(lambda: bool(answers.told))
    assert answers.told[0].startswith("The project was not saved.")
    assert window.isVisible()
    assert window.document.is_modified
    assert window.document.path is None
