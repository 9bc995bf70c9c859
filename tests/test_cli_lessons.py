"""The command ``reluviz lessons``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import reluviz as rv
from reluviz.cli import main
from reluviz.cli.lessons import find_lesson
from reluviz.files.errors import UserError
from reluviz.paths import resource


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 14
    assert lines[8] == (
        "xor                     XOR: One line is never enough; two lines and a hidden layer are."
    )


def test_check_a_good_one(capsys: pytest.CaptureFixture[str]) -> None:
    path = resource("lessons", "xor.json")
    assert main(["lessons", "check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path} is a lesson: XOR, steps: 5, goals: 4\n"


def test_check_a_bad_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = resource("lessons", "xor.json").read_text("utf-8").replace('"rows"', '"row"', 1)
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    assert main(["lessons", "check", str(path)]) == 2
    line = next(n for n, row in enumerate(text.splitlines(), 1) if '"row"' in row)
    assert capsys.readouterr().err.startswith(f"reluviz: {path}, line {line}, field steps[0].goal")


def test_check_a_goal_that_is_reached_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = json.loads(resource("lessons", "xor.json").read_bytes())
    fields["steps"][0]["goal"] = {"kind": "rows", "at_least": 1}
    (tmp_path / "easy.json").write_text(json.dumps(fields))
    assert main(["lessons", "check", str(tmp_path / "easy.json")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1:] == ["step 1: its goal is reached before anything is done"]


@pytest.mark.parametrize(
    "arguments", [[], ["play"], ["check"], ["open"], ["open", "none"], ["check", "none.json"]]
)
def test_refused_in_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("reluviz: ")
    assert said.err.count("\n") == 1


def test_lessons_are_found_by_name_and_by_file() -> None:
    assert find_lesson("xor").title == "XOR"
    assert find_lesson(str(resource("lessons", "xor.json"))).title == "XOR"
    with pytest.raises(UserError, match="there is no lesson “abc”"):
        find_lesson("abc")


def test_examples_by_name() -> None:
    assert {"relu-by-hand", "predictor", "classifier", "and", "or", "nand", "xor", "activations",
            "neuron", "three-layers"} <= set(rv.examples())  # fmt: skip
    for name in rv.examples():
        assert isinstance(rv.example(name), rv.Project)
    table = rv.example("xor").table
    assert table is not None
    assert table.outputs[:, 0].tolist() == [0, 1, 1, 0]
    with pytest.raises(ValueError, match="there is no example"):
        rv.example("abc")


def test_the_rule_from_python() -> None:
    """The classifier's two examples: E, delta and the new weight of each step."""
    project = rv.example("classifier")
    table = project.table
    assert table is not None
    first, second = rv.error_correction(project.network, table.inputs, table.outputs, rate=1)
    assert first.error[0] == pytest.approx(0.35)
    assert first.delta[0, 0] == pytest.approx(0.1167, abs=5e-5)
    assert first.network.layers[0].weights[0, 0] == pytest.approx(0.3667, abs=5e-5)
    assert second.network.layers[0].weights[0, 0] == pytest.approx(2.9)
