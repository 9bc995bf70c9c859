"""Whatever is written anywhere: a full disk, an unwritable or vanished folder leaves nothing half.

Forms and endings are taken from the tables of the program, so that a new one is held to this, too;
and the source is searched for anybody who writes a file without `atomic_write`.
"""

from __future__ import annotations

import ast
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import reluviz as rv
from reluviz.app.steps import ENDINGS as STEPS_ENDINGS
from reluviz.cli import main
from reluviz.export.forms import FORMS
from reluviz.export.picture import ENDINGS as PICTURE_ENDINGS
from reluviz.export.tables import ENDINGS as TABLE_ENDINGS
from reluviz.files import atomic

OLD = b"what was there\n"


def raises(code: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(code, os.strerror(code))

    return fail


class Half:
    """A file of which a half is written when the disk is full."""

    def __init__(self, descriptor: int, mode: str) -> None:
        self._file = os.fdopen(descriptor, mode)

    def __enter__(self) -> Half:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Sabotaged:
    """The module os, one of whose functions is another."""

    def __init__(self, name: str, instead: Callable[..., Any]) -> None:
        self._name, self._instead = name, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead if name == self._name else getattr(os, name)


def sabotaged(
    folder: Path, function: str, instead: Callable[..., Any]
) -> Callable[[str, bytes], None]:
    """`atomic._write` with trouble in one folder; pictures pass through a temporary one."""
    write = atomic._write

    def in_trouble(target: str, data: bytes) -> None:
        with pytest.MonkeyPatch.context() as patched:
            if Path(target).parent == folder and instead is Half:
                patched.setattr(atomic, "open", instead, raising=False)
            elif Path(target).parent == folder:
                patched.setattr(atomic, "os", Sabotaged(function, instead))
            write(target, data)

    return in_trouble


def vanish(path: str, *arguments: Any) -> int:
    """Open a file of a folder that goes at this very moment."""
    shutil.rmtree(os.path.dirname(path))
    return os.open(path, *arguments)


TROUBLES = {
    "the disk is full": ("write", Half),
    "full at the last moment": ("fsync", raises(errno.ENOSPC)),
    "full when it gets its name": ("replace", raises(errno.ENOSPC)),
    "unwritable": ("open", raises(errno.EACCES)),
    "read-only": ("open", raises(errno.EROFS)),
    "vanished": ("open", vanish),
}

EVERYTHING = [
    *(["export", "in", f"out{form.ending}", "--as", name] for name, form in FORMS.items()),
    *(["export", "in", f"out{ending}"] for ending in (*PICTURE_ENDINGS, *TABLE_ENDINGS)),
    *(["steps", "in", "-o", f"out{ending}"] for ending in STEPS_ENDINGS),
    ["fit", "in", "--units", "2", "-o", "out.reluviz"],
    ["train", "in", "--steps", "2", "-o", "out.reluviz"],
    ["train", "in", "--steps", "2", "--history", "out.csv"],
    ["perturb", "in", "--which", "w1", "-o", "out.csv"],
]


@pytest.mark.parametrize("command", EVERYTHING, ids=" ".join)
def test_nothing_is_half_written(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    form = command[command.index("--as") + 1] if "--as" in command else ""
    project = rv.example("xor-solved" if form.startswith("regions") else "hat")
    rv.save(project, tmp_path / "in.reluviz")
    folder = tmp_path / "there"
    words = [{"in": str(tmp_path / "in.reluviz")}.get(word, word) for word in command]
    name = next(word for word in words if word.startswith("out"))
    words[words.index(name)] = str(folder / name)
    for trouble, (function, instead) in TROUBLES.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(OLD)
        capsys.readouterr()
        with monkeypatch.context() as patched:
            patched.setattr(atomic, "_write", sabotaged(folder, function, instead))
            assert main(words) == 2, trouble
        error = capsys.readouterr().err
        assert error.count("\n") == 1, error
        assert name in error
        if trouble == "vanished":
            assert not folder.exists()
        else:
            assert [(one.name, one.read_bytes()) for one in folder.iterdir()] == [(name, OLD)]
    folder.mkdir(exist_ok=True)
    assert main(words) == 0
    assert (folder / name).read_bytes() != OLD


WRITES = {"write_bytes", "write_text", "savetxt", "tofile"}
ALLOWED = {"files/atomic.py", "app/crash.py"}  # of crashes a log is kept that grows


def writes(call: ast.Call) -> bool:
    """Whether a call writes to a file, or opens one for that."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    modes = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
    is_open = name == "open" and any(
        isinstance(mode, str) and set(mode) <= set("rwxabt+") and set(mode) & set("wxa+")
        for mode in modes
    )
    return is_open or name in WRITES


def test_nobody_writes_a_file_in_another_way() -> None:
    package = Path(rv.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and writes(node)
    }
    assert found - ALLOWED == set()
