"""``reluviz perturb``: the same draws as the window and the Python interface, to the last bit."""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import reluviz as rv
from reluviz.cli import main
from reluviz.document.document import Document
from reluviz.document.snapshot import most_draws
from reluviz.export import rows as draws_module
from reluviz.files.project import Project, View

POINTS = "x;y\n1;0\n-1;-1\n0;-1\n-0,5;1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, article: rv.Network) -> Path:
    """The current folder, with the article's network in a project and its points in a table."""
    monkeypatch.chdir(tmp_path)
    Path("points.csv").write_text(POINTS)
    rv.save(article, "p.reluviz")
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a refused command says."""
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", said.err)
    return said.err


def read_table(path: str) -> tuple[list[str], list[list[float]]]:
    """Names and values of the parameters; the numbers of the draws count from 1."""
    with open(path, newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert head[0] == "draw"
    assert [row[0] for row in rows] == [str(k) for k in range(1, len(rows) + 1)]
    return head[1:], [[float(cell) for cell in row[1:]] for row in rows]


def bits(values: list[float]) -> bytes:
    return np.array(values).tobytes()


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
@pytest.mark.parametrize(
    ("which", "names"),
    [
        ("w1", ["w1"]),
        ("unit 3", ["v3", "b3", "w3"]),
        ("b0", ["b0"]),
        ("all", ["v1", "b1", "v2", "b2", "v3", "b3", "w1", "w2", "w3", "b0"]),
    ],
)
def test_window_interface_and_command_line_draw_the_same_to_the_last_bit(
    folder: Path,
    qapp: object,
    article: rv.Network,
    which: str,
    names: list[str],
    distribution: str,
) -> None:
    options = ["--which", which, "--spread", "10%", "--draws", "50", "--seed", "7"]
    options += ["--distribution", distribution]
    assert main(["perturb", "p.reluviz", *options, "-o", "draws.csv"]) == 0
    found, rows = read_table("draws.csv")
    assert found == names

    drawn = rv.perturb(article, which, 0.1, 50, 7, relative=True, distribution=distribution)
    settings = rv.Perturbation(which, 0.1, True, distribution, 50, 7)
    cloud = Document(Project(article, view=View(perturbation=settings))).snapshot.cloud
    assert cloud is not None
    assert len(rows) == len(drawn) == len(cloud) == 50
    for k, row in enumerate(rows):
        of_api, of_window = drawn[k], cloud.draw(k)
        assert of_api == of_window
        for network in (of_api, of_window):
            values = [network.value(network.parameter(name)) for name in names]
            assert bits(values) == bits(row)


def test_an_amount_is_absolute_and_percent_is_relative(folder: Path, article: rv.Network) -> None:
    for text, spread, relative in [
        ("0.1", 0.1, False), ("10%", 0.1, True), ("2,5 %", 0.025, True), ("0", 0.0, False)
    ]:  # fmt: skip
        command = ["perturb", "p.reluviz", "--which", "w1", "--spread", text, "--draws", "5"]
        assert main([*command, "-o", "a.csv"]) == 0
        drawn = rv.perturb(article, "w1", spread, 5, 0, relative=relative)
        assert [row[0] for row in read_table("a.csv")[1]] == [n.w[0] for n in drawn]


def test_what_is_left_out_is_as_it_was_saved(folder: Path, article: rv.Network) -> None:
    saved = rv.Perturbation("unit 2", 0.3, False, "uniform", 9, 11)
    rv.save(rv.Project(article, view=rv.View(perturbation=saved)), "s.reluviz")
    assert main(["perturb", "s.reluviz", "-o", "a.csv"]) == 0
    names, rows = read_table("a.csv")
    assert names == ["v2", "b2", "w2"]
    drawn = rv.perturb(article, "unit 2", 0.3, 9, 11, distribution="uniform")
    assert rows == [[n.v[1], n.b[1], n.w[1]] for n in drawn]
    assert main(["perturb", "s.reluviz", "--seed", "12", "--which=w2", "-o", "a.csv"]) == 0
    drawn = rv.perturb(article, "w2", 0.3, 9, 12, distribution="uniform")
    assert read_table("a.csv") == (["w2"], [[n.w[1]] for n in drawn])


def test_points_and_deep_networks_have_draws_too(folder: Path) -> None:
    assert main(["perturb", "points.csv", "--which", "w2", "--draws", "2", "-o", "a.csv"]) == 0
    assert len(read_table("a.csv")[1]) == 2
    deep = rv.Network([rv.Layer([[1]], [0.5], "tanh"), rv.Layer([[3]], [4], "step")])
    rv.save(deep, "deep.reluviz")
    assert main(["perturb", "deep.reluviz", "--which", "layer 1", "-o", "a.csv"]) == 0
    names, rows = read_table("a.csv")
    assert names == ["w1.1.1", "b1.1"]
    drawn = rv.perturb(deep, "layer 1", 0.1, 50, 0, relative=True)
    assert rows[49] == [drawn[49].layers[0].weights[0, 0], drawn[49].layers[0].bias[0]]


# Pictures


class FakePlots:
    """Stands in for the module that draws, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[object, ...]] = []
        module = ModuleType("reluviz.app.offscreen")
        module.write_plot = self.write_plot  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "reluviz.app.offscreen", module)

    def write_plot(self, project: rv.Project, path: Path, *options: object) -> None:
        self.calls.append((project, path.suffix, *options))
        path.write_bytes(b"picture")


def test_a_picture_is_of_the_plot_with_the_cloud(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plots = FakePlots(monkeypatch)
    project = rv.load("p.reluviz")
    settings = rv.Perturbation("w1", 0.1, False, "uniform", 20, 3)
    options = ["--which", "w1", "--spread", "0.1", "--draws", "20", "--seed", "3"]
    options += ["--distribution", "uniform"]
    assert main(["perturb", "p.reluviz", *options, "-o", "a.svg"]) == 0
    options += ["--envelope", "--size", "600x300", "--scale", "1", "--theme", "dark"]
    assert main(["perturb", "p.reluviz", *options, "-o", "b.PNG"]) == 0
    view = replace(project.view, perturbation=settings)
    hidden = tuple(name for name in view.hidden if name != "envelope")
    assert plots.calls == [
        (replace(project, view=view), ".svg", 900, 600, 2.0, "light"),
        (replace(project, view=replace(view, hidden=hidden)), ".png", 600, 300, 1.0, "dark"),
    ]
    assert "cloud" not in view.hidden
    assert "envelope" not in hidden
    assert capsys.readouterr().out == "wrote a.svg\nwrote b.PNG\n"
    assert Path("a.svg").read_bytes() == b"picture"


def test_a_hidden_cloud_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plots = FakePlots(monkeypatch)
    project = rv.load("p.reluviz")
    rv.save(replace(project, view=rv.View(hidden=("cloud", "joints"))), "h.reluviz")
    assert main(["perturb", "h.reluviz", "--which", "w1", "-o", "a.svg"]) == 0
    (shown, *_), *_ = plots.calls
    assert isinstance(shown, rv.Project)
    assert shown.view.hidden == ("joints",)


def test_a_picture_with_fewer_draws_than_asked_for_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakePlots(monkeypatch)
    most = most_draws(rv.load("p.reluviz").network)
    assert main(["perturb", "p.reluviz", "--which=w1", "--draws=100000", "-o", "a.svg"]) == 0
    assert f"with the first {most:,} of 100,000 draws" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_real_pictures(folder: Path, ending: str) -> None:
    pytest.importorskip("PySide6.QtWidgets")
    command = ["perturb", "p.reluviz", "--which", "unit 1", "--size", "300x200", "--envelope"]
    assert main([*command, "-o", f"a.{ending}"]) == 0
    data = Path(f"a.{ending}").read_bytes()
    assert {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[ending] in data[:500]


# What is wrong


BAD_USES = [
    (["-o", "a.csv"], "nothing is said to move: add --which"),
    (["--which", "w9", "-o", "a.csv"], "there is no parameter 'w9'"),
    (["--which", "unit 9", "-o", "a.png"], "there is no unit 9"),
    (["--which", "", "-o", "a.png"], "there is no parameter ''"),
    (["--which", "w1"], "-o"),
    (["--which", "w1", "-o", "a"], "a has no ending"),
    (["--which", "w1", "-o", "a.gif"], "a.gif has the unknown ending .gif"),
    (["--which", "w1", "-o", "no/such/a.csv"], "no such folder"),
    (["--which", "w1", "-o", "p.csv/../p.reluviz"], "unknown ending .reluviz"),
    (["--which", "w1", "--spread", "much", "-o", "a.csv"], "'much' is not a spread"),
    (["--which", "w1", "--spread", "%", "-o", "a.csv"], "'%' is not a spread"),
    (["--which", "w1", "--spread=-1%", "-o", "a.csv"], "'-1%' is not a spread"),
    (["--which", "w1", "--spread", "nan", "-o", "a.csv"], "'nan' is not a spread"),
    (["--which", "w1", "--spread", "inf%", "-o", "a.csv"], "'inf%' is not a spread"),
    (["--which", "w1", "--spread", "1%%", "-o", "a.csv"], "'1%%' is not a spread"),
    (["--which", "w1", "--spread", "1e100", "-o", "a.csv"], "choose a smaller spread"),
    (["--which", "w1", "--spread", "1e100", "-o", "a.svg"], "choose a smaller spread"),
    (["--which", "w1", "--draws", "0", "-o", "a.csv"], "from 1 to 100,000, not 0"),
    (["--which", "w1", "--draws", "100001", "-o", "a.csv"], "from 1 to 100,000, not 100,001"),
    (["--which", "w1", "--draws", "2.5", "-o", "a.csv"], "'2.5' is not a whole number"),
    (["--which", "w1", "--seed=-1", "-o", "a.csv"], "'-1' is not a whole number"),
    (["--which", "w1", "--seed", str(2**63), "-o", "a.csv"], "the seed must be"),
    (["--which", "w1", "--distribution", "cauchy", "-o", "a.csv"], "uniform"),
    (["--which", "w1", "--size", "1x1", "-o", "a.png"], "100 to 10000"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_USES)
def test_a_bad_use_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert words in refused(capsys, "perturb", "p.reluviz", *arguments)
    assert sorted(path.name for path in Path().iterdir()) == ["p.reluviz", "points.csv"]


def test_the_file_itself_is_not_overwritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, "perturb", "points.csv", "--which", "w1", "-o", "./points.csv")
    assert "is the file that is read" in line
    assert Path("points.csv").read_text() == POINTS


def test_a_picture_of_a_deep_network_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = rv.Network([rv.Layer([[1]], [0.5], "tanh"), rv.Layer([[3]], [4], "identity")])
    rv.save(deep, "deep.reluviz")
    line = refused(capsys, "perturb", "deep.reluviz", "--which", "all", "-o", "a.svg")
    assert "one hidden layer of ReLUs" in line


def test_a_table_too_large_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(draws_module, "LARGEST_NUMBERS", 499)
    line = refused(capsys, "perturb", "p.reluviz", "--which", "all", "-o", "a.csv")
    assert "50 draws of 10 parameters are 500 numbers; a table has at most 499" in line
