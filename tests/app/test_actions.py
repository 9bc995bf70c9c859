"""The table of actions: unique, complete, and everything in it works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot

from reluviz.app.action_spec import ActionSpec
from reluviz.app.actions import ACTIONS
from reluviz.app.main_window import MainWindow
from reluviz.app.menus import CONTEXT_MENUS, ICON_ALONE, ITEM_MENUS, MENUS, TOOLBAR, MenuSpec
from reluviz.paths import resource

BY_ID = {spec.id: spec for spec in ACTIONS}

ASKING = (
    "reluviz.app.dialogs.new_network_dialog.NewNetworkDialog",
    "reluviz.app.dialogs.points_dialog.PointsDialog",
    "reluviz.app.dialogs.small_dialogs.DomainDialog",
    "reluviz.app.dialogs.export.ExportPlotDialog",
    "reluviz.app.dialogs.export.ExportWeightsDialog",
    "reluviz.app.dialogs.export.ExportStepsDialog",
    "reluviz.app.dialogs.small_dialogs.ScaleDialog",
    "reluviz.app.dialogs.small_dialogs.PreferencesDialog",
    "reluviz.app.dialogs.help_dialog.AboutDialog",
    "reluviz.app.dialogs.help_dialog.HelpDialog",
)


def menus(specs: tuple[object, ...] = MENUS) -> list[MenuSpec]:
    found = [spec for spec in specs if isinstance(spec, MenuSpec)]
    return found + [inner for spec in found for inner in menus(spec.items)]


def keys(action: QAction) -> list[str]:
    return [key.toString() for key in action.shortcuts()]


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(ACTIONS)


@pytest.mark.parametrize("spec", ACTIONS, ids=lambda spec: spec.id)
def test_every_action_is_said_in_words(spec: ActionSpec) -> None:
    assert spec.id.isidentifier()
    assert spec.text.count("&") == 1
    assert spec.tip
    assert spec.tip[0].isupper()
    assert not spec.tip.endswith(".")
    if spec.icon:
        assert resource("icons", f"{spec.icon}.svg").is_file()


def test_every_action_is_in_one_menu() -> None:
    placed = [item for menu in menus() for item in menu.items if isinstance(item, str)]
    assert Counter(placed) == Counter(list(BY_ID))


def flat(items: Iterable[str | MenuSpec | None]) -> list[str]:
    """All actions of a menu and of those in it."""
    found: list[str] = []
    for item in items:
        if isinstance(item, MenuSpec):
            found += flat(item.items)
        elif item is not None:
            found.append(item)
    return found


def test_the_bar_and_the_context_menus_name_actions() -> None:
    menus = (*CONTEXT_MENUS.values(), *ITEM_MENUS.values())
    named = [item for items in (TOOLBAR, ICON_ALONE, *menus) for item in flat(items)]
    assert set(named) <= set(BY_ID)
    assert all(BY_ID[item].icon for item in TOOLBAR if item)


def test_mnemonics_are_unique_in_each_menu() -> None:
    for titles in [[menu.title for menu in MENUS]] + [
        [
            BY_ID[item].text if isinstance(item, str) else item.title
            for item in menu.items
            if item is not None
        ]
        for menu in menus()
    ]:
        letters = [title[title.index("&") + 1].lower() for title in titles]
        assert len(set(letters)) == len(letters), titles


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    used = Counter(key for action in window.findChildren(QAction) for key in keys(action))
    assert [key for key, count in used.items() if count > 1] == []


def test_no_action_takes_the_arrow_keys_from_the_hand(window: MainWindow) -> None:
    arrows = ("Left", "Right", "Up", "Down")
    used = {key for action in window.findChildren(QAction) for key in keys(action)}
    assert [key for key in used if key.rpartition("+")[2] in arrows] == []


def test_standard_keys_are_the_platforms(window: MainWindow) -> None:
    for spec in ACTIONS:
        if isinstance(spec.shortcut, QKeySequence.StandardKey):
            expected = [key.toString() for key in QKeySequence.keyBindings(spec.shortcut)]
            assert keys(window.actions_by_id[spec.id]) == expected
            assert expected


def test_every_action_has_a_name_and_a_text(window: MainWindow) -> None:
    for action in window.findChildren(QAction):
        if action.isSeparator() or action.menu() is not None or action.actionGroup() is None:
            continue
        assert action.objectName(), action.text()
    for spec in ACTIONS:
        action = window.findChild(QAction, spec.id)
        assert action is not None
        assert action.text()
        assert action.statusTip() == spec.tip
        assert action.toolTip().startswith(spec.tip)


def test_three_dots_exactly_where_something_is_asked(window: MainWindow) -> None:
    asking = (
        *(
            "new_network",
            "new_from_points",
            "open",
            "save_as",
            "print",
            "preferences",
            "domain",
            "edit_points",
        ),
        *("scale_unit", "open_perturb", "target_formula", "target_data", "paste_data"),
        "lesson_file",
    )
    for spec in ACTIONS:
        asks = spec.id.startswith("export") or spec.id in asking
        assert spec.text.endswith("…") == asks, spec.id


def test_every_action_can_be_triggered(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []

    def answer_no(dialog: QDialog) -> int:
        shown.append(dialog.objectName())
        return 0

    for name in ASKING:
        monkeypatch.setattr(f"{name}.exec", answer_no)
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrintPreviewDialog.exec", answer_no)
    first = window.document.project
    for spec in sorted(ACTIONS, key=lambda spec: spec.id == "quit"):
        window.document.load(first, None, "again")
        before = window.document.network
        shown.clear()
        for _ in range(2):
            window.actions_by_id[spec.id].trigger()
            qtbot.wait(1)
        assert not [name for name in shown if not name], spec.id
        if shown:
            assert window.document.network is before
            assert not window.document.is_modified
    assert not window.isVisible()


def test_menus_have_names(window: MainWindow) -> None:
    for menu in window.menuBar().findChildren(QMenu):
        assert menu.objectName() or not menu.title()  # Qt has one of its own
    assert {spec.id for spec in menus()} == set(window.menus)
