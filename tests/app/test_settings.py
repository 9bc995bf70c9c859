"""Settings survive a restart, and damage."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from reluviz.app.settings import MOST_RECENT_FILES, Settings, SettingsStore, user_settings_path

OTHERS = {
    "theme": "dark",
    "wheel_needs_ctrl": True,
    "general_names": True,
    "first_steps_dismissed": True,
    "last_folder": '/tmp/Ünï "q" [*]; a=b\n',
    "recent_files": ("/a b.reluviz", "/c,d.reluviz"),
    "lesson_progress": '{"xor": {"step": 2, "reached": [0, 1]}}',
    "geometry": b"\x00\xff;=[\n",
    "layout": b"abc",
}


def test_every_setting_is_declared_with_words() -> None:
    assert {declared.name for declared in fields(Settings)} == set(OTHERS)
    assert all(declared.metadata["description"] for declared in fields(Settings))


def test_values_come_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    SettingsStore(path).change(**OTHERS)
    assert SettingsStore(path).settings == Settings(**OTHERS)


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    store = SettingsStore()
    store.change(theme="dark")
    assert store.settings.theme == "dark"
    assert SettingsStore().settings == Settings()
    assert not list(tmp_path.iterdir())


def test_listeners_hear_of_changes_only(qtbot: QtBot) -> None:
    store = SettingsStore()
    with qtbot.waitSignal(store.changed) as heard:
        store.change(theme="dark")
    assert heard.args == [Settings(theme="dark")]
    with qtbot.assertNotEmitted(store.changed):
        store.change(theme="dark")


def test_a_choice_that_does_not_exist_is_refused() -> None:
    store = SettingsStore()
    with pytest.raises(ValueError, match=r"theme is 'pink'; it can be system, light, dark"):
        store.change(theme="pink")
    assert store.settings == Settings()


@pytest.mark.parametrize("damage", ["", "pink", '"pink"', "[1]", "{", "@Invalid()", "\x00\xff"])
@pytest.mark.parametrize("name", OTHERS)
def test_a_damaged_line_is_the_default(tmp_path: Path, name: str, damage: str) -> None:
    path = tmp_path / "settings.ini"
    SettingsStore(path).change(**OTHERS)
    file = QSettings(str(path), QSettings.Format.IniFormat)
    file.setValue(name, damage)
    file.sync()
    found = SettingsStore(path).settings
    allowed = {"last_folder": ("", "pink")}.get(name, (getattr(Settings(), name),))
    assert getattr(found, name) in allowed or isinstance(getattr(found, name), (str, bytes))
    for other in set(OTHERS) - {name}:
        assert getattr(found, other) == OTHERS[other]


def test_a_file_of_rubbish_is_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_bytes(bytes(range(256)) * 10)
    assert SettingsStore(path).settings == Settings()


def test_recent_files_are_few_the_newest_first_without_doubles(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.ini")
    paths = [tmp_path / f"{k}.reluviz" for k in range(12)]
    for path in [*paths, paths[5]]:
        store.add_recent_file(path)
    recent = store.settings.recent_files
    assert len(recent) == MOST_RECENT_FILES == 10
    assert recent[:2] == (str(paths[5]), str(paths[11]))
    assert len(set(recent)) == 10
    paths[11].write_text("there")
    store.prune_recent_files()
    assert store.settings.recent_files == (str(paths[11]),)


def test_the_users_own_file_is_elsewhere_in_tests(tmp_path: Path) -> None:
    assert user_settings_path().is_relative_to(tmp_path.parent)
    assert user_settings_path().name == "ReluViz.ini"
