"""``reluviz train``: the steps of the Python interface, and good order when it ends early."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from terminals import Terminal

import reluviz as rv
from reluviz.cli import main

X = np.linspace(-1, 1, 40)
Y = np.sin(3 * X)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with data and a project with a target."""
    monkeypatch.chdir(tmp_path)
    rows = zip(X.tolist(), Y.tolist(), strict=True)
    (tmp_path / "data.csv").write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows))
    points = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]
    target = rv.Target([-2, 0, 2], [0, 1, 0])
    rv.save(rv.Project(rv.through_points(points), target, (-1, 1)), tmp_path / "p.reluviz")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that works says."""
    capsys.readouterr()
    assert main(arguments) == 0
    found = capsys.readouterr()
    assert found.err == ""
    return found.out


@pytest.mark.parametrize("method", ["adam", "sgd", "momentum", "random_search"])
def test_the_steps_are_those_of_python(
    folder: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    options = ["--method", method, "--batch", "8", "--steps", "60", "--seed", "3", "--units", "5"]
    out = said(capsys, "train", "data.csv", *options, "-o", "t.reluviz", "--history", "h.csv")
    network = rv.initial_network(5, (-1, 1), "he", 3)
    steps = list(rv.train(network, X, Y, method=method, batch=8, steps=60, seed=3))
    assert rv.load("t.reluviz").network == steps[-1].network
    assert rv.load("t.reluviz").domain == (-1, 1)
    assert f"start  mean squared error {steps[0].loss:.6g}\n" in out
    assert f"end    mean squared error {steps[-1].loss:.6g}, largest error " in out
    share = 1 - steps[-1].loss / np.var(Y)
    assert f"\n       R^2 {share:.6g}\n" in out
    assert f"after 60 steps of {method} in " in out
    assert re.search(r"^units  5\b", out, re.MULTILINE)
    assert out.endswith("wrote t.reluviz\nwrote h.csv\n")
    lines = Path("h.csv").read_text().splitlines()
    assert lines[0] == "step,mean_squared_error"
    read = [(int(step), float(loss)) for step, loss in (line.split(",") for line in lines[1:])]
    assert read == [(step.index, step.loss) for step in steps]


def test_a_project_is_trained_on_its_target(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rv.load("p.reluviz")
    assert before.target is not None
    x, y = before.target.samples((-1, 1))
    said(capsys, "train", "p.reluviz", "--steps", "20", "--rate", "0.1", "-o", "t.reluviz")
    after = rv.load("t.reluviz")
    *_, last = rv.train(before.network, x, y, rate=0.1, steps=20)
    assert after.network == last.network
    assert (after.target, after.domain, after.view) == (before.target, (-1, 1), before.view)
    # A new network for the same target.
    said(capsys, "train", "p.reluviz", "--units", "7", "--steps", "0", "-o", "t.reluviz")
    assert rv.load("t.reluviz").network == rv.initial_network(7, (-1, 1), "he", 0)
    said(capsys, "train", "p.reluviz", "--init", "lecun", "--steps", "0", "-o", "t.reluviz")
    assert rv.load("t.reluviz").network == rv.initial_network(3, (-1, 1), "lecun", 0)


def test_a_deep_network_is_trained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = rv.Network(
        [
            rv.Layer([[1], [-1]], [0.1, 0.2], "tanh"),
            rv.Layer([[1, 1], [0.5, -1]], [0, 0], "relu"),
            rv.Layer([[1, 1]], [0], "identity"),
        ]
    )
    rv.save(rv.Project(deep, rv.Target(X, Y), (-1, 1)), "deep.reluviz")
    out = said(capsys, "train", "deep.reluviz", "--steps", "30", "-o", "t.reluviz")
    assert "units" not in out
    assert rv.load("t.reluviz").network != deep


def test_data_far_from_0_are_scaled_and_it_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    years = np.arange(1950, 2021)
    rows = (f"{x},{float(np.sin((x - 1950) / 8))!r}\n" for x in years.tolist())
    Path("years.csv").write_text("x,y\n" + "".join(rows))
    out = said(capsys, "train", "years.csv", "--units", "10", "-o", "t.reluviz")
    assert "note   Trained on (x - 1985) / 16, because x lies far from 0; shown" in out
    trained = rv.load("t.reluviz").network
    error = float(np.mean((trained(years) - np.sin((years - 1950) / 8)) ** 2))
    assert error <= 0.0033
    assert f"end    mean squared error {error:.6g}" in out
    out = said(capsys, "train", "years.csv", "--units", "6", "--no-scaling")
    assert "note   Scaling is off, and x lies far from 0: steps do too little or too much" in out
    assert (
        "units  6: 6 dead\n       dead: all data lie on their off side; scaling is off, "
        "and x lies far from 0\n"
    ) in out
    for option, word in (
        ("--scaling", "Trained on (x - 1985) / 16"),
        ("--no-scaling", "Scaling is off"),
    ):
        out = said(
            capsys,
            *("sweep", "years.csv", "--units", "3", "--seeds", "2", "--steps", "9", option),
        )
        assert f"\n{word}" in out
    assert "note" not in said(capsys, "train", "data.csv", "--units", "3", "--steps", "9")


def test_weight_decay_is_that_of_python(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--units", "5", "--steps", "40", "--weight-decay", "0.5")
    said(capsys, "train", "data.csv", *options, "-o", "d.reluviz")
    start = rv.initial_network(5, (-1, 1), "he", 0)
    *_, last = rv.train(start, X, Y, steps=40, weight_decay=0.5)
    assert rv.load("d.reluviz").network == last.network
    assert main(["train", "data.csv", *options, "--method", "random_search"]) == 2
    assert "random_search has no weight decay" in capsys.readouterr().err


def test_dead_units_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = rv.Network.from_rays([1, 1, 1, 1], [-5, 5, 0, 0], [1, 1, 1, 1], 0)
    rv.save(rv.Project(network, rv.Target(X, Y), (-1, 1)), "q.reluviz")
    out = said(capsys, "train", "q.reluviz", "--steps", "0")
    assert (
        "units  4: 1 dead, 1 a straight line on the data, 2 merged with another one\n"
        "       dead: all data lie on their off side; "
        "another start or a smaller rate helps\n"
    ) in out


def test_a_long_history_is_thinned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "train", "data.csv", "--units=2", "--steps=9001", "--history=h.csv")
    steps = [int(line.split(",")[0]) for line in Path("h.csv").read_text().splitlines()[1:]]
    assert steps == [*range(0, 9001, 4), 9001]


def test_a_divergence_keeps_the_last_good_network(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--units", "5", "--method", "sgd", "--rate", "1000", "-o", "t.reluviz"]
    assert main(["train", "data.csv", *options]) == 2
    found = capsys.readouterr()
    assert "wrote t.reluviz\n" in found.out
    assert re.fullmatch(r"reluviz: the learning rate of 1000 is too large [^\n]+\n", found.err)
    with pytest.raises(rv.Diverged) as caught:
        list(rv.train(rv.initial_network(5, (-1, 1), "he", 0), X, Y, "sgd", 1000))
    assert rv.load("t.reluviz").network == caught.value.step.network


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["data.csv"], "nothing says how many ReLUs to train; add --units 10"),
        (["data.csv", "--init", "he"], "nothing says how many ReLUs to train"),
        (["data.csv", "--units", "3", "--init", "current"], "leave out --units"),
        (["data.csv", "--units", "0"], "'0' is not a whole number, one or more"),
        (["data.csv", "--units", "3", "--rate", "0"], "'0' is not a number above zero"),
        (["data.csv", "--units", "3", "--rate", "-1"], "--rate"),
        (["data.csv", "--units", "3", "--rate", "nan"], "'nan' is not a number above zero"),
        (["data.csv", "--units", "3", "--batch", "0"], "'0' is not a whole number"),
        (["data.csv", "--units", "3", "--steps", "9999999999"], "from 0 to 1,000,000,000"),
        (["data.csv", "--units", "3", "--seed", "-1"], "--seed"),
        (["data.csv", "--units", "3", "--method", "magic"], "invalid choice: 'magic'"),
        (["data.csv", "--units", "3", "--history", "h.txt"], "a history ends in .csv"),
        (["data.csv", "--units=3", "--history=a.csv", "-o=a.csv"], "have the same name"),
        (["data.csv", "--units=3", "--history=data.csv"], "is the file that is read"),
        (["data.csv", "--units=3", "-o=no/a.csv"], "there is no such folder"),
        (["p.reluviz", "--columns", "1,2"], "--columns belongs to a table, not to a project"),
        (["away.reluviz"], "has no two points with different x on its domain"),
        (["bare.reluviz", "--units", "3"], "bare.reluviz has no target"),
    ],
)
def test_a_bad_use_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    network = rv.through_points([(0, 0), (1, 1)])
    rv.save(network, "bare.reluviz")
    rv.save(rv.Project(network, rv.Target([5, 6], [1, 2]), (0, 1)), "away.reluviz")
    before = sorted(folder.iterdir())
    assert main(["train", *arguments]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", found.err)
    assert says in found.err
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_interrupted_the_network_so_far_is_written(folder: Path) -> None:
    options = ["--units", "10", "--steps", "1000000000", "--history", "h.csv", "-o", "t.reluviz"]
    with Terminal(["train", "data.csv", *options]) as command:
        command.wait_for("training   0% |")
        command.interrupt()
        status, out, lines = command.end()
    assert status == 130
    assert out.endswith("wrote t.reluviz\nwrote h.csv\n")
    match = re.fullmatch(
        r"reluviz: interrupted after ([\d,]+) of 1,000,000,000 steps", "\n".join(lines)
    )
    assert match is not None, lines
    done = int(match[1].replace(",", ""))
    assert Path("h.csv").read_text().splitlines()[-1].startswith(f"{done},")
    *_, last = rv.train(rv.initial_network(10, (-1, 1), "he", 0), X, Y, steps=done)
    assert rv.load("t.reluviz").network == last.network
    assert sorted(path.name for path in folder.iterdir()) == [
        "data.csv",
        "h.csv",
        "p.reluviz",
        "t.reluviz",
    ]


def test_a_layered_network_is_trained_on_its_truth_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rv.save(rv.example("classifier"), "bugs.reluviz")
    command = "train bugs.reluviz --method error_correction --rate 1 --steps 2 -o trained.reluviz"
    assert main(command.split()) == 0
    trained = rv.load("trained.reluviz")
    assert trained.network.layers[0].weights[0, 0] == pytest.approx(2.9)
    assert trained.table == rv.example("classifier").table
    capsys.readouterr()
    assert main(["show", "trained.reluviz"]) == 0
    assert "ladybird" in capsys.readouterr().out


def test_rows_of_a_gate_are_counted_and_units_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rv.save(rv.example("and"), "and.reluviz")
    by_rule = ["--method", "error_correction", "--rate", "1", "--steps", "200"]
    assert main(["train", "and.reluviz", *by_rule]) == 0
    assert "4 of 4 right" in capsys.readouterr().out
    assert main(["train", "and.reluviz", "--units", "3"]) == 2
    assert "one hidden layer" in capsys.readouterr().err
