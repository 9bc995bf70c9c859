"""Whatever is wrong on the command line: one line on the standard error, and status 2."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from reluviz.cli import console, main

ROOT = Path(__file__).parent.parent


@pytest.fixture
def points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of points, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("x;y\n1;0\n-1;-1\n0;-1\n-0,5;1\n")
    return tmp_path / "points.csv"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """What the window, here a stand-in, was opened on."""
    found: list[Path | None] = []
    module = ModuleType("reluviz.app.application")
    module.run = found.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "reluviz.app.application", module)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a refused command says."""
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", said.err)
    assert "Traceback" not in said.err
    return said.err


def layer(weights: object = ((1,),), bias: object = (0,), activation: str = "identity") -> object:
    return {"activation": activation, "weights": weights, "bias": bias}


def changed(**fields: object) -> bytes:
    """The content of a project file with other fields; None takes a field out."""
    whole: dict[str, object] = {
        "format": "reluviz",
        "version": 1,
        "domain": [-1, 1],
        "network": [layer()],
        "target": None,
        "view": {"drag_mode": "point", "probe": None, "hidden": []},
    }
    whole |= fields
    return json.dumps({k: v for k, v in whole.items() if v != "take out"}).encode()


BAD_FILES: dict[str, tuple[str, bytes, str]] = {
    "equal x": ("a.csv", b"0,1\n1,2\n1,3\n", r"x = 1"),
    "one point": ("a.csv", b"0,1\n", "two"),
    "nan": ("a.csv", b"0,1\nnan,2\n", "line 2"),
    "infinity": ("a.csv", b"0,1\n1,inf\n", "line 2"),
    "text": ("a.csv", b"x,y\n0,1\n1,two\n", "line 3"),
    "empty": ("a.csv", b"", "empty"),
    "binary": ("a.csv", bytes(range(256)) * 8, "not a text file"),
    "too large a value": ("a.csv", b"0,1\n1,1e300\n", "line 2"),
    "a million points": (
        "a.csv",
        b"".join(b"%d,%d\n" % (k, k % 7) for k in range(1_000_000)),
        "100,001",
    ),
    "unknown ending": ("a.dat", b"0,1\n1,2\n", "unknown ending"),
    "not json": ("a.reluviz", b"{", "not a ReluViz project"),
    "empty project": ("a.reluviz", b"", "empty"),
    "wrong version": ("a.reluviz", changed(version=99), "version"),
    "missing field": ("a.reluviz", changed(domain="take out"), "domain"),
    "extra field": ("a.reluviz", changed(colour="red"), "colour"),
    "unknown activation": ("a.reluviz", changed(network=[layer(activation="gelu")]), "gelu"),
    "shapes": ("a.reluviz", changed(network=[layer(), layer([[1, 2]])]), "inputs"),
    "no numbers": ("a.reluviz", changed(network=[layer(bias=["one"])]), "network"),
}


@pytest.mark.parametrize("command", [["show"], ["export", "--digits=3"], []], ids=str)
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_one_line_and_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    opened: list[Path | None],
    case: str,
    command: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    name, data, word = BAD_FILES[case]
    Path(name).write_bytes(data)
    outputs = ["out.csv"] if "export" in command else []
    line = refused(capsys, *command, name, *outputs)
    assert name in line
    assert re.search(word, line)
    assert [path.name for path in Path().iterdir()] == [name]
    assert opened == []


def test_a_file_of_100_mb_is_refused_unread(
    points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("huge.csv", "huge.reluviz"):
        with open(name, "wb") as file:
            file.truncate(300_000_000)
        assert "larger than" in refused(capsys, "show", name)


BAD_USES = [
    (["show"], "FILE"),
    (["show", "missing.reluviz"], "missing.reluviz could not be read: there is no such file"),
    (["export", "points.csv"], "OUT"),
    (["export", "points.csv", "no/such/a.csv"], "no such folder"),
    (["export", "points.csv", "a.png", "--size", "big"], "900x600"),
    (["export", "points.csv", "a.png", "--size", "0x0"], "100 to 10000"),
    (["export", "points.csv", "a.png", "--scale", "nan"], "0.1 to 10"),
    (["export", "points.csv", "a.png", "--theme", "pink"], "light"),
    (["export", "points.csv", "a.csv", "--digits", "0"], "1 to 17"),
    (["build", "points.csv"], "-o"),
    (["build", "points.csv", "-o", "p.json"], "p.json: the name of a project ends in .reluviz"),
    (["build", "missing.csv", "-o", "p.reluviz"], "missing.csv could not be read"),
    (["build", "points.csv", "-o", "no/such/p.reluviz"], "no such folder"),
    (["build", "points.csv", "-o", "points.csv/p.reluviz"], "a file, not a folder"),
    (["--colour"], "--colour"),
    (["points.csv", "more.csv"], "more.csv"),
    (["doctor", "now"], "now"),
    (["show", "nul\0l.csv"], "could not be read"),
    (["show", "two\nlines.csv"], "two"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_USES)
def test_a_bad_use_is_one_line_and_status_2(
    points: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert words in refused(capsys, *arguments)
    assert list(Path().iterdir()) == [Path("points.csv")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_an_unwritable_folder_is_named(points: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("locked").mkdir(mode=0o555)
    assert "permission" in refused(capsys, "export", "points.csv", "locked/a.csv")


def run_process(
    arguments: list[str], folder: Path, **options: object
) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(
        [sys.executable, "-m", "reluviz", *arguments],
        cwd=folder,
        env=environ,
        capture_output="stdout" not in options,
        timeout=60,
        **options,  # type: ignore[call-overload]
    )


def test_a_full_disk_leaves_the_old_file(points: Path) -> None:
    resource = pytest.importorskip("resource")
    Path("many.csv").write_text("".join(f"{k},{k % 3}\n" for k in range(2000)))
    Path("out.csv").write_text("old")
    done = run_process(
        ["export", "many.csv", "out.csv"],
        points.parent,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )
    assert done.returncode == 2
    assert re.fullmatch(rb"reluviz: out\.csv could not be written: [^\n]+\n", done.stderr)
    assert Path("out.csv").read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["many.csv", "out.csv", "points.csv"]


def test_output_survives_any_encoding(points: Path) -> None:
    for encoding in ("ascii", "latin-1"):
        env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        done = run_process(
            ["build", "points.csv", "-o", "καμπύλη“.reluviz"], points.parent, env=env
        )
        assert done.returncode == 0, done.stderr
        assert b".reluviz" in done.stdout
        done = run_process(["show", "missing→.csv"], points.parent, env=env)
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1


def test_a_closed_pipe_is_quiet(points: Path) -> None:
    Path("many.csv").write_text("".join(f"{k},{k % 3}\n" for k in range(5000)))
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run_process(
            ["show", "many.csv"], points.parent, stdout=writing, stderr=subprocess.PIPE
        )
    finally:
        os.close(writing)
    assert done.returncode == console.BROKEN_PIPE
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_one_line(points: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = run_process(
            ["show", "points.csv"], points.parent, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 2
    assert re.fullmatch(rb"reluviz: the output could not be written[^\n]*\n", done.stderr)


def test_interrupted_is_status_130() -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    assert console.guarded(interrupt) == 130


def test_without_a_console_nothing_breaks(points: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, None)
    assert main(["show", "points.csv"]) == 0
    assert main(["show", "-"]) == 2
    assert main(["--version"]) == 0
