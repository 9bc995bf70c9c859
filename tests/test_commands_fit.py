"""``reluviz fit``: the numbers of the Python interface, and one line for what is wrong."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from terminals import Terminal

import reluviz as rv
from reluviz.cli import main
from reluviz.export.tables import read_weights_csv

ROOT = Path(__file__).parent.parent

X = np.linspace(0, 10, 60)
Y = np.sin(X)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a table of two columns and one of four."""
    monkeypatch.chdir(tmp_path)
    rows = zip(X.tolist(), Y.tolist(), strict=True)
    (tmp_path / "data.csv").write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows))
    (tmp_path / "wide.csv").write_text(
        "place;time;height;mass\nA;0;1,5;4\nB;1;2,5;3\nC;2;;1\nD;3;1;1\nE;4;0;2\n"
    )
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that works says."""
    capsys.readouterr()
    assert main(arguments) == 0
    found = capsys.readouterr()
    assert found.err == ""
    return found.out


def number(name: str, text: str) -> float:
    match = re.search(rf"^{name} +([0-9.e+-]+)", text, re.MULTILINE)
    assert match is not None, text
    return float(match[1])


def test_the_numbers_are_those_of_python(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "fit", "data.csv", "--units", "5", "-o", "fit.reluviz", "-o", "w.csv")
    fit = rv.fit(X, Y, units=5)
    assert number("units", out) == 5
    assert number("points", out) == 60
    assert number("squared error", out) == pytest.approx(fit.squared_error, rel=1e-5)
    assert number("mean squared error", out) == pytest.approx(fit.squared_error / 60, rel=1e-5)
    assert number("largest error", out) == pytest.approx(fit.max_error, rel=1e-5)
    assert "best found" in out
    assert "optimal" not in out
    assert out.endswith("wrote fit.reluviz\nwrote w.csv\n")
    project = rv.load("fit.reluviz")
    assert project.network == fit.network == read_weights_csv("w.csv")
    assert project.domain == (0, 10)
    assert project.target is not None
    assert project.target.x.tolist() == X.tolist()


def test_the_smallest_largest_error_is_optimal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "fit", "data.csv", "--units", "4", "--norm", "max")
    fit = rv.fit(X, Y, units=4, norm="max")
    assert number("largest error", out) == pytest.approx(fit.max_error, rel=1e-5)
    assert "optimal: no curve of 4 segments has a smaller largest error" in out
    out = said(capsys, "fit", "data.csv", "--max-error", "0.05")
    assert number("largest error", out) <= 0.05
    assert number("units", out) == rv.fit_tolerance(X, Y, max_error=0.05).units
    assert "optimal: no curve of fewer segments is so near" in out


def test_fixed_kinks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "fit", "data.csv", "--kinks", "-3,2.5,7.5", "-o", "w.json")
    assert number("squared error", out) == pytest.approx(
        rv.fit_fixed(X, Y, [2.5, 7.5]).squared_error, rel=1e-5
    )
    assert "optimal for these kinks" in out
    assert Path("w.json").exists()


def test_more_units_than_points_need(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "fit", "wide.csv", "--columns", "time,height", "--units", "50")
    assert "2, for 2 segments, which are as good as 50" in out
    assert number("squared error", out) < 1e-30


def test_errors_for_every_number_of_units(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "fit", "wide.csv", "--errors").splitlines()[2:]
    assert lines[0].split("  ")[0] == "units"
    assert [int(line.split()[0]) for line in lines[1:]] == list(range(1, 21))
    errors = [float(line.split()[1]) for line in lines[1:]]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > 1
    assert max(errors[1:]) < 1e-30
    out = said(capsys, "fit", "data.csv", "--errors", "--units", "3", "-o", "fit.reluviz")
    assert len(out.splitlines()) == 4 + 6 + 1
    assert rv.load("fit.reluviz").network.n_units == 3


def test_a_formula_and_its_domain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for domain in (["--domain=-1,2"], ["--domain", "-1,2"], ["--domain", "−1,2"]):
        said(capsys, "fit", "--formula", "-abs(x)", *domain, "--units", "2", "-o", "f.reluviz")
        project = rv.load("f.reluviz")
        assert project.domain == (-1, 2)
        assert project.network([-1.0, 2.0]) == pytest.approx([-1, -2], abs=0.01)
    out = said(capsys, "fit", "--formula", "log(x)", "--units", "2")
    assert out.startswith("not a number for 500 of 1,001 samples, from x = −1 to x = −0.002; ")


def test_columns_by_name_and_number(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_name = said(capsys, "fit", "wide.csv", "--columns", "time, height", "--units", "1")
    assert by_name.startswith("x is “time”, y is “height”\n1 row without a number left out\n")
    assert said(capsys, "fit", "wide.csv", "--columns", "2,3", "--units", "1") == by_name
    out = said(capsys, "fit", "wide.csv", "--columns", "time,4", "--units", "1")
    assert out.startswith("x is “time”, y is “mass”\nunits ")
    guessed = said(capsys, "fit", "wide.csv", "--units", "1")
    said_first = (
        "x is “time”, y is “height”; other columns of numbers: “mass” (--columns X,Y chooses)"
    )
    assert guessed.split("\n") == [said_first, *by_name.split("\n")[1:]]


def test_data_from_standard_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = said(capsys, "fit", "data.csv", "--units", "3", "-o", "p.reluviz")
    for file in ("data.csv", "p.reluviz"):
        data = io.TextIOWrapper(io.BytesIO(Path(file).read_bytes()))
        monkeypatch.setattr(sys, "stdin", data)
        out = said(capsys, "fit", "-", "--units", "3")
        if file == "data.csv":
            assert out + "wrote p.reluviz\n" == expected
        else:
            assert number("units", out) == 3


FORMULA = ["--formula", "sin(3*x)"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["data.csv"], "nothing says which fit: how many ReLUs (--units 10)"),
        (["data.csv", "--errors", "-o", "a.csv"], "nothing says which fit"),
        ([], "there are no data: give a file"),
        (["data.csv", *FORMULA, "--units", "3"], "leave out one of them"),
        (["data.csv", "--domain=0,1", "--units", "3"], "--domain belongs to a formula"),
        ([*FORMULA, "--columns", "1,2", "--units", "3"], "--columns belongs to a table"),
        ([*FORMULA, "--domain=1,0", "--units", "3"], "from a lower to a higher x"),
        (["--formula", "--units", "3"], "argument --formula: expected one argument"),
        ([*FORMULA, "--domain=1", "--units", "3"], "write it like --domain=-1,1"),
        ([*FORMULA, "--domain=a,1", "--units", "3"], "'a' in 'a,1' is not a number"),
        (["data.csv", "--units", "0"], "'0' is not a whole number, one or more"),
        (["data.csv", "--units", "2.5"], "'2.5' is not a whole number"),
        (["data.csv", "--units", "1000000"], "from 1 to 100,000"),
        (["data.csv", "--max-error", "-1"], "--max-error"),
        (["data.csv", "--max-error=-1"], "'-1' is not a number, zero or more"),
        (["data.csv", "--max-error=1", "--units=2"], "exclude one another"),
        (["data.csv", "--max-error=1", "--norm=l2"], "leave out --norm l2"),
        (["data.csv", "--max-error=1", "--errors"], "--errors goes with --units"),
        (["data.csv", "--kinks=1,x"], "'x' in '1,x' is not a number"),
        (["data.csv", "--kinks=1", "--norm=max"], "leave out --norm max"),
        (["data.csv", "--units", "3", "--norm", "l1"], "invalid choice: 'l1'"),
        (["wide.csv", "--units=3", "--columns=time,width"], "has no column “width”; there are"),
        (["wide.csv", "--units=3", "--columns=2,9"], "has no column “9”"),
        (["wide.csv", "--units=3", "--columns=0,1"], "has no column “0”"),
        (["wide.csv", "--units=3", "--columns=time"], "does not name two columns"),
        (["wide.csv", "--units=3", "--columns=place,time"], "line 2: place is “A”, not a number"),
        (["wide.csv", "--units=3", "--sheet=one"], "wide.csv is no spreadsheet"),
        (["missing.csv", "--units", "3"], "missing.csv could not be read: there is no such file"),
        (["missing.reluviz", "--units", "3"], "missing.reluviz could not be read"),
        (["bare.reluviz", "--units", "3"], "bare.reluviz has no target"),
        ([".", "--units", "3"], "it is a folder"),
        (["data.csv", "--units", "3", "-o", "a.dat"], "a.dat has the unknown ending .dat"),
        (["data.csv", "--units", "3", "-o", "a"], "a has no ending"),
        (["data.csv", "--units", "3", "-o", "no/a.csv"], "there is no such folder"),
        (["data.csv", "--units", "3", "-o", "wide.csv/a.csv"], "a file, not a folder"),
        (["data.csv", "--units", "3", "-o", "folder.csv"], "it is a folder"),
        (["data.csv", "--units", "3", "-o", "data.csv"], "give the output another name"),
        (["data.csv", "--units=3", "-o", "a.csv", "-o", "./a.csv"], "have the same name"),
        (["--formula", "1/0", "--units", "3"], "the formula is infinite for 1,001"),
    ],
)
def test_a_bad_use_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    rv.save(rv.through_points([(0, 0), (1, 1)]), "bare.reluviz")
    Path("folder.csv").mkdir()
    before = sorted(folder.iterdir())
    assert main(["fit", *arguments]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", found.err)
    assert says in found.err
    assert sorted(folder.iterdir()) == before


def test_names_are_checked_before_the_data_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", "missing.csv", "--units", "3", "-o", "no/such/a.csv"]) == 2
    assert "a.csv could not be written: there is no such folder" in capsys.readouterr().err


def test_a_mistake_in_a_formula_is_marked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "--formula", "sin(3*x) + y²", "--units", "3"]) == 2
    first, text, mark = capsys.readouterr().err.splitlines()
    assert first.startswith("reluviz: formula, character 12: ")
    assert text == "  sin(3*x) + y²"
    assert mark == " " * 13 + "^"
    assert main(["fit", "--formula", "x + " * 60 + "y", "--units", "3"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "fit", "--help")
    assert "examples:\n  reluviz fit data.csv --units 10 -o fit.reluviz\n" in out


def test_no_bar_where_there_is_no_terminal(folder: Path) -> None:
    body = "import sys\nfrom reluviz.cli import main\n"
    body += "assert main(['fit', 'data.csv', '--units', '3', '-o', 'a.csv']) == 0\n"
    body += "assert not {'tqdm', 'multiprocessing', 'PySide6'} & set(sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", body],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_interrupted_a_fit_leaves_nothing_and_says_so(folder: Path) -> None:
    formula = "sin(1/x)+sin(40*x)"
    with Terminal(["fit", "--formula", formula, "--units", "100", "-o", "a.reluviz"]) as command:
        command.wait_for("fitting")
        command.interrupt()
        assert command.end() == (
            130,
            "",
            ["reluviz: interrupted before a fit was found; nothing is written"],
        )
    assert not Path("a.reluviz").exists()
