"""The help covers every panel, offline, and opens at the panel that has the keys."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTextBrowser, QWhatsThis
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.help_dialog import HelpDialog
from reluviz.app.help_texts import topic, topics
from reluviz.app.lower_panels import LOWER_PANELS
from reluviz.app.main_window import MainWindow
from reluviz.paths import resource


def test_every_panel_has_its_text_and_a_picture_of_its_own() -> None:
    main = {"diagram", "plot", "plane", "slice", "inspector", "lesson"}
    assert {one.name for one in topics()} == main | {panel.name for panel in LOWER_PANELS}
    for one in topics():
        assert len(" ".join(one.text)) > 80
        picture = QImage(str(resource("help", f"{one.name}.png")))
        assert not picture.isNull()
        assert 200 <= picture.width() <= 560
    assert topic("toolbar") is None


def test_the_page_needs_nothing_from_elsewhere(qtbot: QtBot) -> None:
    dialog = HelpDialog(None, [])
    qtbot.addWidget(dialog)
    page = dialog.findChild(QTextBrowser)
    html = page.document().toHtml()
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "https://" not in html
    for source in re.findall(r'<img src="([^"]+)"', html):
        assert page.loadResource(2, source) is not None
    assert html.count("<img ") == len(topics())
    for one in topics():
        assert one.title in dialog.text


@pytest.mark.parametrize("name", ["train", "inspector", "diagram"])
def test_it_opens_at_the_panel_in_hand(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, name: str
) -> None:
    window.show()
    window.lower_panels.open("train")
    window.activateWindow()
    panel = next(one for one in window.panels if one.objectName() == name)
    (window.lower_panels.panels["train"].chart if name == "train" else panel).setFocus()
    if name == "inspector":
        window.main_panels.inspector.table.setFocus()
    opened: list[HelpDialog] = []
    monkeypatch.setattr("reluviz.app.main_window.is_accepted", lambda one: opened.append(one))
    window.actions_by_id["help"].trigger()
    dialog = opened[0]
    dialog.show()
    qtbot.wait(20)
    page = dialog.findChild(QTextBrowser)
    assert page.verticalScrollBar().value() > 0
    top = page.cursorForPosition(page.viewport().rect().topLeft()).block()
    assert topic(name).title in (top.text(), top.next().text())
    dialog.close()


def test_whats_this_has_its_entry_and_something_to_say(window: MainWindow) -> None:
    window.show()
    assert window.actions_by_id["whats_this"] in window.menus["help_menu"].actions()
    window.actions_by_id["whats_this"].trigger()
    assert QWhatsThis.inWhatsThisMode()
    QWhatsThis.leaveWhatsThisMode()
    QApplication.restoreOverrideCursor()
    for panel in window.panels:
        assert panel.whatsThis()
