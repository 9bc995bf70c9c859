"""Atomic writing: the old file or the new one, whatever fails and whenever."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reluviz.files import atomic
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, WriteError

OLD, NEW = b"old content\n", b"new content, which is longer\n" * 100


def one_sentence(error: BaseException, name: str) -> str:
    text = str(error)
    assert name in text
    assert "\n" not in text
    assert len(text) < 600
    return text


def test_writes_a_new_file_with_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic_write(tmp_path / "a.bin", NEW)
    finally:
        os.umask(before)
    assert (tmp_path / "a.bin").read_bytes() == NEW
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o640


def test_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(OLD)
    atomic_write(str(path), NEW)
    atomic_write(path, b"")
    assert path.read_bytes() == b""
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_keeps_the_permissions_of_a_file(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(OLD)
    path.chmod(mode)
    atomic_write(path, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_follows_a_link_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.bin", tmp_path / "link.bin"
    real.write_bytes(OLD)
    link.symlink_to(real)
    atomic_write(link, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW


def test_takes_the_longest_name_there_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    atomic_write(path, NEW)
    assert path.read_bytes() == NEW


def test_a_relative_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    atomic_write("a.bin", NEW)
    assert (tmp_path / "a.bin").read_bytes() == NEW


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no/such/folder/a.bin", "no such folder"),
        ("folder", "is a folder"),
        ("file/a.bin", "is a file, not a folder"),
        ("n" * 300, "name is too long"),
        ("pipe", "not an ordinary file"),
        ("circle", "round in a circle"),
        ("nul\0.bin", "does not take this name"),
    ],
)
def test_places_that_cannot_be_written(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "circle").symlink_to("circle")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(WriteError, match=words) as caught:
        atomic_write(f"{tmp_path}/{name}", NEW)
    one_sentence(caught.value, str(tmp_path))
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "file").read_bytes() == OLD


@contextmanager
def without_power() -> Iterator[Path]:
    """A folder of somebody who is not root: permissions mean nothing to root."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, 65534, 65534)
        os.setresuid(65534, 65534, 0)
    try:
        yield folder
    finally:
        folder.chmod(0o700)
        if is_root:
            os.setresuid(0, 0, 0)
        shutil.rmtree(folder)


def test_an_unwritable_folder() -> None:
    with without_power() as folder:
        (folder / "a.bin").write_bytes(OLD)
        folder.chmod(0o500)
        with pytest.raises(WriteError, match="no permission to write there") as caught:
            atomic_write(folder / "a.bin", NEW)
        one_sentence(caught.value, "a.bin")
        assert (folder / "a.bin").read_bytes() == OLD


def test_a_write_protected_file_is_not_replaced() -> None:
    with without_power() as folder:
        (folder / "a.bin").write_bytes(OLD)
        (folder / "a.bin").chmod(0o400)
        with pytest.raises(WriteError, match="no permission"):
            atomic_write(folder / "a.bin", NEW)
        assert (folder / "a.bin").read_bytes() == OLD
        assert os.listdir(folder) == ["a.bin"]


CALLS = ("stat", "open", "fsync", "fstat", "chmod", "replace", "unlink", "close")


class Saboteur:
    """Counts the calls that `atomic` makes of the os module, and has one of them fail."""

    def __init__(self, fail_at: int, error: BaseException) -> None:
        self.calls: list[str] = []
        self._fail_at = fail_at
        self._error = error

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*args: object, **kwargs: object) -> object:
            self.calls.append(name)
            if len(self.calls) == self._fail_at:
                raise self._error
            return real(*args, **kwargs)

        return call


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("exists", [True, False])
def test_every_call_may_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool, error: BaseException
) -> None:
    path = tmp_path / "a.bin"
    for fail_at in range(1, 30):
        path.unlink(missing_ok=True)
        if exists:
            path.write_bytes(OLD)
        saboteur = Saboteur(fail_at, error)
        with monkeypatch.context() as patched:
            patched.setattr(atomic, "os", saboteur)
            try:
                atomic_write(path, NEW)
                told = False
            except (WriteError, KeyboardInterrupt):
                told = True
        content = path.read_bytes() if path.exists() else None
        was_replaced = "replace" in saboteur.calls[: fail_at - 1]
        assert content == (NEW if was_replaced else OLD if exists else None)
        assert was_replaced or told
        assert set(os.listdir(tmp_path)) <= {"a.bin"}
        if fail_at > len(saboteur.calls):
            break
    else:
        pytest.fail("the calls never ended")
    assert not told
    assert fail_at > 7


def test_a_write_that_is_cut_short_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.bin").write_bytes(OLD)
    real = os.fsync

    def lose_the_end(descriptor: int) -> None:
        real(descriptor)
        os.ftruncate(descriptor, 10)

    monkeypatch.setattr(os, "fsync", lose_the_end)
    with pytest.raises(WriteError, match="disk is full"):
        atomic_write(tmp_path / "a.bin", NEW)
    assert (tmp_path / "a.bin").read_bytes() == OLD
    assert os.listdir(tmp_path) == ["a.bin"]


FULL_DISK = """
import resource, sys
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import WriteError
for limit in (0, 1, 4096, 65536, 99_999):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        atomic_write(sys.argv[1], b"n" * 100_000)
    except WriteError as error:
        assert "no room" in str(error), error
    else:
        sys.exit("written in spite of the limit")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
atomic_write(sys.argv[2], b"n" * 100_000)
"""


def test_a_full_disk(tmp_path: Path) -> None:
    path, other = tmp_path / "a.bin", tmp_path / "b.bin"
    path.write_bytes(OLD)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FULL_DISK, path, other]
    subprocess.run(command, env=environment, check=True, timeout=60)
    assert path.read_bytes() == OLD
    assert other.read_bytes() == b"n" * 100_000
    assert sorted(os.listdir(tmp_path)) == ["a.bin", "b.bin"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY


def test_errors_are_for_users() -> None:
    assert issubclass(WriteError, UserError)
    assert issubclass(UserError, ValueError)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody can ask for a process")
def test_what_a_killed_process_left_goes_with_the_next_writing(tmp_path: Path) -> None:
    code = (
        "import os, signal; from reluviz.files import atomic\n"
        "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"atomic.atomic_write({str(tmp_path / 'mine.csv')!r}, b'new')"
    )
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    [left] = tmp_path.iterdir()
    other = left.with_name(left.name.replace(f"{left.name.split('-')[2]}", str(os.getpid())))
    other.write_bytes(b"of a process that runs")
    foreign = tmp_path / ".reluviz-of another machine-1-0.tmp"
    foreign.write_bytes(b"")
    atomic_write(tmp_path / "mine.csv", b"new")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [other.name, foreign.name, "mine.csv"]
    )
