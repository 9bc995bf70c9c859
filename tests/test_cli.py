"""The command line: what it writes, and one line with status 2 for whatever is wrong."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import reluviz as rv
from reluviz import system
from reluviz.cli import gui_main, main
from reluviz.cli.main import COMMANDS
from reluviz.export.tables import read_weights_csv
from reluviz.export.text import describe

POINTS = "x;y\n1;0\n-1;-1\n0;-1\n-0,5;1\n"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of the article's points, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text(POINTS)
    return tmp_path / "points.csv"


@pytest.fixture
def project(points: Path) -> Path:
    """A project with the article's network, in the current folder."""
    assert main(["build", "points.csv", "-o", "p.reluviz"]) == 0
    return points.with_name("p.reluviz")


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a refused command says."""
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", said.err)
    assert "Traceback" not in said.err
    return said.err


# Build and show


def test_build_writes_the_network_through_the_points(
    points: Path, article: rv.Network, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "points.csv", "-o", "p.reluviz"]) == 0
    assert capsys.readouterr().out == "wrote p.reluviz\n"
    built = rv.load("p.reluviz")
    assert built.network == article
    assert built.domain == (-1, 1)
    assert built.target is not None


@pytest.mark.parametrize("command", [["build", "-", "-o", "out.reluviz"], ["show", "-"]])
def test_standard_input_is_read(
    points: Path,
    article: rv.Network,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    standard_input(monkeypatch, POINTS.encode())
    assert main(command) == 0
    if command[0] == "build":
        assert rv.load("out.reluviz").network == article
    else:
        assert capsys.readouterr().out == describe(rv.load(points))


def test_show_reads_a_project_from_standard_input(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    standard_input(monkeypatch, project.read_bytes())
    capsys.readouterr()
    assert main(["show", "-"]) == 0
    assert capsys.readouterr().out == describe(rv.load(project))


def test_show_prints_formula_weights_and_segments(
    points: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "points.csv"]) == 0
    out = capsys.readouterr().out
    assert "z = -1 + 4*max(0, x + 1) - 8*max(0, x + 0.5) + 5*max(0, x)" in out
    assert "-0.5     0     -4" in out


# Export


def test_export_writes_every_table(
    project: Path, article: rv.Network, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    names = ["w.csv", "w.md", "w.tex", "w.json", "w.npz", "W.TSV", "w.html"]
    assert main(["export", "p.reluviz", *names]) == 0
    assert capsys.readouterr().out == "".join(f"wrote {name}\n" for name in names)
    assert read_weights_csv("w.csv") == article
    assert json.loads(Path("w.json").read_text())["w"] == [4, -8, 5]
    with np.load("w.npz", allow_pickle=False) as read:
        assert read["b"].tolist() == [1, 0.5, 0]
    assert main(["export", "p.reluviz", "w.onnx", "w.csv"]) == 0
    assert main(["show", "w.onnx"]) == main(["export", "w.onnx", "again.csv"]) == 0
    assert Path("again.csv").read_bytes() == Path("w.csv").read_bytes()
    assert "read from w.onnx by ReluViz " in capsys.readouterr().out
    assert main(["export", "w.onnx", "half.onnx", "--float32"]) == 0
    assert Path("half.onnx").stat().st_size < Path("w.onnx").stat().st_size
    assert main(["export", "points.csv", "d.csv", "--digits", "2"]) == 0
    assert Path("d.csv").read_text() == Path("w.csv").read_text()


class FakePlots:
    """Stands in for the module that draws, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.error: Exception | None = None
        module = ModuleType("reluviz.app.offscreen")
        module.write_plot = self.write_plot  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "reluviz.app.offscreen", module)

    def write_plot(self, project: rv.Project, path: Path, *options: object) -> None:
        if self.error is not None:
            raise self.error
        self.calls.append((project, path.suffix, *options))
        path.write_bytes(b"picture " + path.suffix.encode())


def test_pictures_have_sizes_on_paper(tmp_path: Path) -> None:
    outs = [str(tmp_path / f"a{ending}") for ending in (".svg", ".pdf", ".png")]
    project = tmp_path / "a.reluviz"
    rv.save(rv.example("relu-by-hand"), project)
    assert main(["export", str(project), *outs, "--size", "12x8cm", "--scale", "1"]) == 0
    svg = Path(outs[0]).read_text()
    assert 'width="120.121mm" height="79.9042mm"' in svg
    assert "<title>" in svg
    assert re.search(rb"/MediaBox \[0 0 340(\.0*)? 227(\.0*)?\]", Path(outs[1]).read_bytes())
    assert int.from_bytes(Path(outs[2]).read_bytes()[16:20], "big") == 454
    assert main(["export", str(project), outs[0], "--size", "3x3mm"]) == 2


def test_export_draws_plots_with_their_options(
    points: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plots = FakePlots(monkeypatch)
    project = rv.load(points)
    assert main(["export", "points.csv", "a.png", "b.SVG"]) == 0
    options = ["--size", "1200x800", "--scale", "1.5", "--theme", "dark"]
    assert main(["export", *options, "points.csv", "c.pdf"]) == 0
    assert plots.calls == [
        (project, ".png", 900, 600, 2.0, "light"),
        (project, ".svg", 900, 600, 2.0, "light"),
        (project, ".pdf", 1200, 800, 1.5, "dark"),
    ]
    assert Path("b.SVG").read_bytes() == b"picture .svg"


def test_nothing_is_written_when_one_of_several_outputs_fails(
    points: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plots = FakePlots(monkeypatch)
    before = set(Path().iterdir())
    assert "b.xyz has the unknown ending .xyz: a plot ends in .png, .svg, .pdf" in refused(
        capsys, "export", "points.csv", "a.csv", "b.xyz"
    )
    assert "b has no ending" in refused(capsys, "export", "points.csv", "a.csv", "b")
    plots.error = ValueError("the window cannot show this network")
    assert "cannot show" in refused(capsys, "export", "points.csv", "a.csv", "b.png")
    assert "is the file that is read" in refused(
        capsys, "export", "points.csv", "a.csv", "./points.csv"
    )
    assert set(Path().iterdir()) == before


def test_without_qt_a_picture_names_what_is_missing(
    points: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "reluviz.app.offscreen", None)
    assert "Qt cannot be imported" in refused(capsys, "export", "points.csv", "a.png")


# The window


class FakeWindow:
    """Stands in for the application, and remembers what it was asked to open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, display: bool = True) -> None:
        self.opened: list[Path | None] = []
        module = ModuleType("reluviz.app.application")
        module.run = self.run  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "reluviz.app.application", module)
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen" if display else "")
        monkeypatch.delenv("DISPLAY", raising=False)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.setattr(system.sys, "platform", "linux")

    def run(self, path: Path | None) -> int:
        self.opened.append(path)
        return 0


def test_the_window_opens_with_and_without_a_file(
    points: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = FakeWindow(monkeypatch)
    Path("show").write_bytes(b"")
    assert main([]) == 0
    assert main(["points.csv"]) == 0
    assert window.opened == [None, Path("points.csv")]


def test_a_file_named_like_a_command_is_opened_by_its_path(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    window = FakeWindow(monkeypatch)
    Path("show").mkdir()
    Path("show/p.reluviz").write_bytes(project.read_bytes())
    assert main(["./show/p.reluviz"]) == 0
    assert window.opened == [Path("show/p.reluviz")]
    assert "could not be read: it is a folder" in refused(capsys, "./show")


def test_a_file_that_cannot_be_opened_opens_no_window(
    points: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    window = FakeWindow(monkeypatch)
    assert "missing.csv could not be read" in refused(capsys, "missing.csv")
    wide = rv.Network([rv.Layer([[1, 1, 1, 1]], [0], "tanh")])
    rv.save(wide, "wide.reluviz")
    assert "the window shows networks of up to 3 inputs" in refused(capsys, "wide.reluviz")
    assert window.opened == []


def test_the_icon_opens_the_window_even_on_a_missing_file(
    points: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = FakeWindow(monkeypatch)
    monkeypatch.setattr(sys, "argv", ["reluviz-gui", "missing.csv"])
    assert gui_main() == 0
    assert window.opened == [Path("missing.csv")]


def test_no_display_points_to_export(
    points: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    window = FakeWindow(monkeypatch, display=False)
    for arguments in ([], ["points.csv"]):
        line = refused(capsys, *arguments)
        assert "there is no display" in line
        assert "reluviz export" in line
    assert window.opened == []


def test_a_library_that_qt_lacks_is_named_with_its_package(
    points: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakeWindow(monkeypatch, display=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(system, "_loads", lambda library: library != "libxcb-cursor.so.0")
    assert "libxcb-cursor.so.0 (package libxcb-cursor0)" in refused(capsys)


# Help, version, doctor


def test_help_shows_every_command_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for _, example, *_ in COMMANDS.values():
        assert example in text
    assert "reluviz ./show" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_shows_its_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert re.search(rf"^examples?:\n  reluviz {name} ", text, re.MULTILINE)
    for example in COMMANDS[name][1:]:
        assert f"\n  {example}\n" in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"reluviz {rv.__version__}\n"


def test_doctor_names_what_is_missing_and_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakeWindow(monkeypatch)
    lacking = {"libEGL.so.1"}
    monkeypatch.setattr(system, "_loads", lambda library: library not in lacking)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert re.search(r"libEGL\.so\.1 +libegl1\n", out)
    assert "to install: sudo apt-get install libegl1\n" in out

    installed: list[str] = []

    def install(packages: list[str]) -> None:
        installed.extend(packages)
        lacking.clear()

    monkeypatch.setattr(system, "install_packages", install)
    assert main(["doctor", "--install"]) == 0
    assert installed == ["libegl1"]
    assert capsys.readouterr().out.endswith("the system has every library that Qt needs\n")
    assert main(["doctor", "--install"]) == 0
    assert installed == ["libegl1"]
