"""The systems as projects: their shapes, and that starts are wrong and solutions right."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.gates import GATES, rows_right
from reluviz.core.structure import check_small
from reluviz.core.truth_table import wrong_rows
from reluviz.files.systems import SYSTEMS, ring_table, system


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_fits_itself(name: str) -> None:
    project = system(name)
    assert not project.network.is_shallow
    check_small(project.network)
    assert project.target is None
    assert len(project.box) == project.network.n_inputs
    if project.view.point is not None:
        assert len(project.view.point) == project.network.n_inputs
    if project.table is None:
        assert name in ("activations", "neuron")
        return
    assert project.table.fits(project.network)
    low, high = np.array(project.box).T
    assert np.all((project.table.inputs >= low) & (project.table.inputs <= high))
    again = system(name)
    assert again.network == project.network
    assert again.table == project.table


@pytest.mark.parametrize("name", GATES)
def test_gates_start_wrong_and_are_solved(name: str) -> None:
    start, solved = system(name), system(f"{name}-solved")
    assert start.table is not None
    assert start.table == solved.table
    assert rows_right(start.network, start.table) < 4
    assert rows_right(solved.network, start.table) == 4
    for project in (start, solved):
        assert {layer.activation for layer in project.network.layers} == {"step"}


def test_xor_with_two_lines_is_for_the_user_to_solve() -> None:
    start = system("xor-two-lines")
    assert start.table == system("xor").table
    assert start.table is not None
    assert rows_right(start.network, start.table) < 4
    solved = system("xor-solved").network
    assert start.network.layers[1] == solved.layers[1]


def test_the_ring_is_learned() -> None:
    project = system("ring")
    sizes = [layer.weights.shape for layer in project.network.layers]
    assert sizes == [(16, 2), (16, 16), (1, 16)]
    table = project.table
    assert table is not None
    assert wrong_rows(project.network(table.inputs), table.outputs).sum() <= 2
    radius = np.hypot(*table.inputs.T)
    assert np.array_equal(radius < 0.55, table.outputs[:, 0] == 1)
    assert ring_table(10, 3) == ring_table(10, 3)
    assert ring_table(10, 3) != ring_table(10, 4)


def test_an_unknown_system() -> None:
    with pytest.raises(ValueError, match="there is no system 'nor'; there are predictor, class"):
        system("nor")
