"""Networks of several inputs and layers in the document."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.structure import with_unit
from reluviz.core.training import TrainSettings
from reluviz.core.truth_table import TruthTable
from reluviz.document.document import Document
from reluviz.document.items import Joint, Row, Unit
from reluviz.document.state import State
from reluviz.files.project import Project

XOR = Project(
    Network(
        [
            Layer([[1, 1], [1, 1]], [-0.5, -1.5], "step"),
            Layer([[1, -1]], [-0.5], "step"),
        ]
    ),
    domain=(-0.5, 1.5),
    table=TruthTable.of_gate([0, 1, 1, 0]),
)


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document(XOR, name="xor")
    yield document
    document.close()


def layered(document: Document) -> State:
    document.publish()
    state = document.snapshot.state
    assert state is not None
    return state


def test_the_snapshot_says_of_which_kind_it_is(document: Document) -> None:
    assert document.snapshot.kind == "layered"
    assert document.snapshot.point == (0.5, 0.5)
    assert not document.snapshot.state.is_shallow
    document.load(Document().project, None)
    document.publish()
    assert document.snapshot.kind == "shallow"
    assert document.snapshot.state.is_shallow
    assert document.snapshot.point == (0.0,)


def test_rows_and_errors_follow_the_network(document: Document) -> None:
    state = layered(document)
    assert state.wrong is not None
    assert not state.wrong.any()
    assert state.misfit is not None
    assert state.misfit.largest == 0
    document.set_parameter(ParameterId(1, 0), -3.0)
    state = layered(document)
    assert state.wrong is not None
    assert state.wrong.tolist() == [False, True, True, False]
    document.undo()
    assert layered(document).misfit == state.misfit or document.network == XOR.network


def test_a_row_dragged_is_an_edit_of_the_table(document: Document) -> None:
    table = document.project.table
    assert table is not None
    document.begin("move a row")
    document.set_table(table.with_input(3, (0.2, 0.3)))
    document.commit()
    state = layered(document)
    assert state.rows is not None
    assert state.rows.inputs[3].tolist() == [0.2, 0.3]
    assert document.undo_stack.undo_text == "move a row"
    document.undo()
    assert document.project.table == table


def test_items_of_the_other_kind_are_nothing_here(document: Document) -> None:
    document.select(Joint(0))
    document.publish()
    assert document.snapshot.selection is None
    document.select(Unit(1))
    document.publish()
    assert document.snapshot.selection == Unit(1)
    assert document.snapshot.parameter == ParameterId(0, 1)
    document.select(Row(3))
    document.publish()
    assert document.snapshot.selection == Row(3)
    document.select(Row(4))
    document.publish()
    assert document.snapshot.selection is None


def test_a_unit_more_does_not_change_the_function(document: Document) -> None:
    before = layered(document).outputs
    document.set_network(with_unit(document.network, 0), "add unit")
    assert document.network.layers[0].n_units == 3
    assert np.array_equal(layered(document).outputs, before)


def test_the_plane_and_the_slice_are_the_forward_pass(document: Document) -> None:
    state = layered(document)
    x, y, values = state.plane(5, (0.0, 0.0), 0)
    for k, (row, column) in enumerate(np.ndindex(5, 5)):
        expected = document.network([x[column], y[row]])[0, 0]
        assert values[row, column] == expected, k
    found = state.slice(0, (9.0, 0.2), 0)
    assert found.x[0] == -0.5
    inner = np.linspace(-0.4, 1.4, 7)
    expected = document.network(np.column_stack([inner, np.full(7, 0.2)]))[:, 0]
    assert np.interp(inner, found.x, found.y) == pytest.approx(expected, abs=1e-3)


def test_it_is_trained_as_one_undo_step(document: Document, qtbot: QtBot) -> None:
    random = np.random.default_rng(2)
    layers = [
        Layer(random.normal(size=(4, 2)), random.normal(size=4), "tanh"),
        Layer(random.normal(size=(1, 4)), [0], "sigmoid"),
    ]
    document.set_network(Network(layers))
    steps = document.undo_stack.count
    document.trainer.play(TrainSettings("adam", 0.1, steps=400))
    qtbot.waitUntil(lambda: document.trainer.state.status == "finished", timeout=20_000)
    assert document.undo_stack.count == steps + 1
    state = layered(document)
    assert state.wrong is not None
    assert not state.wrong.any()
    assert len(document.project.runs) == 2
    document.publish()
    assert [run.misfit is not None for run in document.snapshot.comparison.states] == [True, True]
