"""Domain, preferences, about and help; and what all dialogs promise."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.data_dialog import DataDialog
from reluviz.app.dialogs.export import ExportWeightsDialog
from reluviz.app.dialogs.formula_dialog import FormulaDialog
from reluviz.app.dialogs.help_dialog import AboutDialog, HelpDialog
from reluviz.app.dialogs.points_dialog import PointsDialog
from reluviz.app.dialogs.small_dialogs import OFFERED, DomainDialog, PreferencesDialog
from reluviz.app.settings import Settings
from reluviz.core.network import Network
from reluviz.document.background import Background
from reluviz.views.theme import load_theme


def domain_dialog(qtbot: QtBot, low: float = -1, high: float = 1) -> DomainDialog:
    dialog = DomainDialog((low, high))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def retype(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def ok_of(dialog: QDialog) -> QAbstractButton:
    box = dialog.findChild(QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Ok)


def test_a_domain_is_typed_with_decimal_commas(qtbot: QtBot) -> None:
    dialog = domain_dialog(qtbot)
    retype(qtbot, dialog.low, "-2,5")
    retype(qtbot, dialog.high, "3.5")
    assert dialog.domain() == (-2.5, 3.5)
    assert dialog.message.text == "The plot shows x from −2.5 to 3.5."
    qtbot.keyClick(dialog.high, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_an_untouched_bound_keeps_its_exact_value(qtbot: QtBot) -> None:
    dialog = domain_dialog(qtbot, -1 / 3, 2 / 3)
    retype(qtbot, dialog.high, "1")
    assert dialog.domain() == (-1 / 3, 1)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("1", "0", "from a lower to a higher"),
        ("a", "1", "From: “a” is not a number"),
        ("0", "", "To: a number is missing"),
        ("0", "inf", "not a finite number"),
        ("0", "1e300", "too large"),
        ("1", "1.0000000000001", "too narrow"),
    ],
)
def test_what_is_no_domain_is_said_in_place(qtbot: QtBot, low: str, high: str, words: str) -> None:
    dialog = domain_dialog(qtbot)
    retype(qtbot, dialog.low, low)
    dialog.high.selectAll()
    qtbot.keyClick(dialog.high, Qt.Key.Key_Backspace)
    qtbot.keyClicks(dialog.high, high)
    assert words in dialog.message.text
    assert dialog.message.is_error
    assert not ok_of(dialog).isEnabled()
    qtbot.keyClick(dialog.high, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_preferences_hand_back_what_was_chosen_and_the_rest(qtbot: QtBot) -> None:
    settings = Settings(theme="dark", last_folder="/somewhere")
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.settings() == settings
    theme, wheel = dialog.editor("theme"), dialog.editor("wheel_needs_ctrl")
    assert isinstance(theme, QComboBox)
    theme.setCurrentIndex(theme.findData("light"))
    wheel.click()
    chosen = dialog.settings()
    assert (chosen.theme, chosen.wheel_needs_ctrl) == ("light", True)
    assert chosen.last_folder == "/somewhere"
    box = dialog.findChild(QDialogButtonBox)
    box.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    for name in OFFERED:
        assert getattr(dialog.settings(), name) == getattr(Settings(), name)
    assert dialog.settings().last_folder == "/somewhere"


def test_the_wheel_over_a_value_without_focus_changes_nothing(
    qtbot: QtBot, article: Network
) -> None:
    dialog = ExportWeightsDialog(article, (-1, 1))
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    dialog.rounded.click()
    box = dialog.digits_box
    for has_focus, digits in ((False, 4), (True, 5)):
        (box if has_focus else dialog.preview).setFocus()
        assert box.hasFocus() == has_focus
        middle = QPointF(box.rect().center())
        QApplication.sendEvent(
            box,
            QWheelEvent(
                middle,
                QPointF(box.mapToGlobal(middle)),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
        assert box.value() == digits


def test_about_names_versions_and_copies_them(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Python", "Qt", "PySide6", "NumPy", "pyqtgraph", "LGPL-3.0"} <= texts
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "PySide6 6." in copied
    assert "System: " in copied
    assert dialog.message.text == "Copied."


def test_help_tells_both_modes_and_the_windows_own_keys(qtbot: QtBot) -> None:
    action = QAction("&Fit all")
    action.setShortcut(QKeySequence("F"))
    dialog = HelpDialog(None, [action, QAction("No key")])
    qtbot.addWidget(dialog)
    text = dialog.text
    for words in ("This point", "This ReLU", "A segment", "Escape", "Fit all"):
        assert words in text
    assert "No key" not in text


def every_dialog(network: Network) -> list[QDialog]:
    return [
        DataDialog(load_theme("light"), Background()),
        FormulaDialog("x + wrong", (-1, 1), load_theme("dark")),
        PointsDialog(None, load_theme("dark")),
        DomainDialog((-1, 1)),
        ExportWeightsDialog(network, (-1, 1)),
        PreferencesDialog(Settings()),
        AboutDialog(),
        HelpDialog(),
    ]


def test_every_dialog_is_named_plain_and_closed_by_escape(qtbot: QtBot, article: Network) -> None:
    for dialog in every_dialog(article):
        qtbot.addWidget(dialog)
        assert dialog.objectName()
        assert dialog.windowTitle()
        for label in dialog.findChildren(QLabel):
            assert label.textFormat() != Qt.TextFormat.RichText
        for widget in dialog.findChildren(QWidget):
            if isinstance(widget, (QLineEdit, QComboBox, QAbstractScrollArea)) and takes_keys(
                widget
            ):
                assert widget.accessibleName(), f"{widget} in {dialog.objectName()}"
        dialog.show()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def takes_keys(widget: QWidget) -> bool:
    """Whether a widget takes keys for itself, and is no header or popup list of another."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.objectName().startswith("qt_"):
        return False
    parents = (QAbstractScrollArea, QComboBox)
    is_popup = not isinstance(widget.window(), QDialog)
    return not (is_popup or isinstance(widget.parentWidget(), parents))


def test_nothing_is_cut_off_at_twice_the_size_of_text(qtbot: QtBot, article: Network) -> None:
    for dialog in every_dialog(article):
        qtbot.addWidget(dialog)
        font = dialog.font()
        font.setPointSizeF(2 * font.pointSizeF())
        dialog.setFont(font)
        dialog.show()
        for button in dialog.findChildren(QAbstractButton):
            if button.isVisible() and button.text():
                assert button.width() >= button.minimumSizeHint().width(), button.text()
        for label in dialog.findChildren(QLabel):
            if label.isVisible() and not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), label.text()
