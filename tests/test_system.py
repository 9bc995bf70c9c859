"""Which libraries are missing, said before Qt ends the process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from reluviz import system
from reluviz.files.errors import UserError

BARE = {
    "libglib2.0-0 libegl1 libgl1 libx11-6 libdbus-1-3 libfontconfig1 libxkbcommon0": (
        system.IMPORT_LIBRARIES
    ),
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 "
    "libxkbcommon-x11-0 libx11-xcb1": system.WINDOW_LIBRARIES,
}


@pytest.fixture
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.sys, "platform", "linux")


@pytest.fixture
def lacks(monkeypatch: pytest.MonkeyPatch, on_linux: None) -> set[str]:
    """Libraries that cannot be loaded; none to begin with."""
    lacking: set[str] = set()
    monkeypatch.setattr(system, "_loads", lambda library: library not in lacking)
    return lacking


def test_what_a_bare_debian_lacks_is_listed() -> None:
    for packages, table in BARE.items():
        assert set(packages.split()) <= set(table.values())


def test_missing_libraries_are_found_with_their_packages(lacks: set[str]) -> None:
    assert system.missing_libraries() == {}
    lacks |= {"libEGL.so.1", "libxcb-cursor.so.0"}
    assert system.missing_libraries() == {
        "libEGL.so.1": "libegl1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
    }
    assert system.missing_libraries(window=False) == {"libEGL.so.1": "libegl1"}


def test_a_library_that_is_not_there_cannot_be_loaded() -> None:
    assert not system._loads("libno-such-library.so.9")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_need_nothing(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(system, "_loads", lambda _library: False)
    monkeypatch.setattr(system.sys, "platform", platform)
    assert system.missing_libraries() == {}
    assert system.display_problem({}) is None


def test_an_import_error_names_library_package_and_command(lacks: set[str]) -> None:
    lacks |= {"libEGL.so.1", "libxkbcommon.so.0"}
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert system.explain_import_error(error) == (
        "Qt needs the system libraries libEGL.so.1 (package libegl1), libxkbcommon.so.0 (package "
        "libxkbcommon0); on Debian or Ubuntu: sudo apt-get install libegl1 libxkbcommon0"
    )


def test_a_library_we_do_not_know_is_named_too(lacks: set[str]) -> None:
    error = ImportError("libodd.so.3: cannot open shared object file: No such file or directory")
    assert system.explain_import_error(error) == "Qt needs the system library libodd.so.3"


def test_a_missing_python_package_is_named() -> None:
    error = ModuleNotFoundError("No module named 'PySide6'", name="PySide6.QtCore")
    assert "need PySide6, which is not installed" in system.explain_import_error(error)
    other = ImportError("undefined symbol: _Zxy")
    assert system.explain_import_error(other) == "Qt cannot be imported: undefined symbol: _Zxy"


@pytest.mark.parametrize(
    "platform", ["offscreen", "minimal", "vnc:size=800x600", "xcb;offscreen", "eglfs"]
)
def test_a_platform_without_a_display_is_taken(on_linux: None, platform: str) -> None:
    assert system.display_problem({"QT_QPA_PLATFORM": platform}) is None


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ""},
        {"QT_QPA_PLATFORM": "xcb"},
        {"QT_QPA_PLATFORM": "wayland;xcb"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/no/such/folder"},
    ],
)
def test_no_display_points_to_export(on_linux: None, environ: dict[str, str]) -> None:
    problem = system.display_problem(environ)
    assert problem is not None
    assert "there is no display" in problem
    assert "reluviz export" in problem


@pytest.mark.skipif(not system.is_linux(), reason="displays as Linux has them")
def test_a_display_that_does_not_answer_is_named(lacks: set[str]) -> None:
    problem = system.display_problem({"DISPLAY": ":7341"})
    assert problem is not None
    assert re.match(r"the display :7341 does not answer; .*reluviz export", problem)


def test_a_display_without_its_libraries_names_them(lacks: set[str]) -> None:
    lacks.add("libxcb-cursor.so.0")
    problem = system.display_problem({"DISPLAY": ":0"})
    assert problem is not None
    assert "libxcb-cursor.so.0 (package libxcb-cursor0)" in problem


class FakeSystem:
    """Commands that are there, and what they return."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, commands: set[str], user: int) -> None:
        self.ran: list[list[str]] = []
        self.status = 0
        monkeypatch.setattr(
            shutil, "which", lambda name: f"/usr/bin/{name}" if name in commands else None
        )
        monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
        monkeypatch.setattr(subprocess, "run", self.run)

    def run(self, command: list[str], **_options: object) -> SimpleNamespace:
        self.ran.append(command)
        return SimpleNamespace(returncode=self.status)


def test_root_installs_with_apt_get(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSystem(monkeypatch, {"apt-get"}, user=0)
    system.install_packages(["libgl1", "libegl1", "libgl1"])
    assert fake.ran == [
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "libegl1", "libgl1"],
    ]


def test_others_install_through_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSystem(monkeypatch, {"apt-get", "sudo"}, user=1000)
    system.install_packages(["libgl1"])
    assert [command[:2] for command in fake.ran] == [["sudo", "apt-get"]] * 2


@pytest.mark.parametrize(
    ("commands", "user", "message"),
    [
        (set(), 0, "there is no apt-get here; .*libgl1"),
        ({"apt-get"}, 1000, "there is no sudo; as root: apt-get install libgl1"),
    ],
)
def test_what_cannot_be_installed_is_said(
    monkeypatch: pytest.MonkeyPatch, commands: set[str], user: int, message: str
) -> None:
    fake = FakeSystem(monkeypatch, commands, user)
    with pytest.raises(UserError, match=message):
        system.install_packages(["libgl1"])
    assert fake.ran == []


def test_a_failing_apt_get_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSystem(monkeypatch, {"apt-get"}, user=0)
    fake.status = 100
    with pytest.raises(UserError, match="“apt-get update” failed"):
        system.install_packages(["libgl1"])
    assert len(fake.ran) == 1
