"""Every activation goes through files and commands, with its number if it has one."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from reluviz.cli import main
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Layer, Network
from reluviz.core.truth_table import TruthTable
from reluviz.files.project import Project
from reluviz.files.project_file import read_project, write_project
from reluviz.files.weights import read_weights_csv

NAMES = [*ACTIVATIONS, "leaky_relu(0.1)", "leaky_relu(-0.25)"]


@pytest.fixture
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A project of two layers with the activation of the test."""
    name = request.getfixturevalue("name")
    hidden = Layer([[2.0, 0.3], [-1.0, 1 / 3]], [0.1, 0.5], name)
    network = Network([hidden, Layer([[1.0, 0.7]], [0.2], name)])
    found = tmp_path / "one.reluviz"
    write_project(Project(network, table=TruthTable.of_gate((0, 1, 1, 0))), found)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_project_file_keeps_it(path: Path, name: str) -> None:
    network = read_project(path).network
    assert [layer.activation for layer in network.layers] == [name, name]
    copy = path.with_name("copy.reluviz")
    write_project(read_project(path), copy)
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_weights_go_to_a_table_and_back(path: Path, name: str) -> None:
    table = path.with_name("weights.csv")
    assert main(["export", str(path), str(table)]) == 0
    with table.open(encoding="utf-8", newline="") as file:
        assert {row["activation"] for row in csv.DictReader(file)} == {name}
    assert read_weights_csv(table) == read_project(path).network


@pytest.mark.parametrize("name", NAMES)
def test_it_is_shown(path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(path)]) == 0
    assert f"layer 1: 2 units, {name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_it_is_trained(path: Path, name: str) -> None:
    trained = path.with_name("trained.reluviz")
    asked = ["train", str(path), "--steps", "300", "--method", "random_search", "-o", str(trained)]
    assert main(asked) == 0
    before, after = read_project(path), read_project(trained)
    assert before.table is not None
    x, y = before.table.inputs, before.table.outputs
    errors = [float(np.mean((p.network(x) - y) ** 2)) for p in (before, after)]
    assert errors[1] < errors[0] or (name == "step" and errors[1] == errors[0])
    assert {layer.activation for layer in after.network.layers} == {name}


@pytest.mark.parametrize("name", ["leaky_relu(much)"])
def test_a_number_that_is_none_is_told_with_its_place(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.reluviz", tmp_path / "bad.reluviz"
    write_project(Project(Network([Layer([[1.0]], [0.0], "leaky_relu")])), good)
    bad.write_text(good.read_text("utf-8").replace('"leaky_relu"', f'"{name}"'), "utf-8")
    assert main(["show", str(bad)]) == 2
    told = capsys.readouterr().err
    assert "the leak of leaky_relu is a number of at most 1e6 in size, not 'much'" in told
    assert "bad.reluviz" in told
