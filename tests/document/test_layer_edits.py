"""Links, effects, steps and edits of layered networks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.structure import with_unit
from reluviz.core.truth_table import TruthTable
from reluviz.document.arrow_steps import step_of
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.document.layer_edits import (
    add_input,
    add_layer,
    add_unit,
    remove_input,
    remove_unit,
    set_activation,
)
from reluviz.files.project import Project, View

W111, W212 = ParameterId(0, 0, 0), ParameterId(1, 1, 0)


def three_layers() -> Project:
    rng = np.random.default_rng(3)
    layers = [Layer(rng.normal(size=(3, 3)), np.zeros(3), "sigmoid") for _ in range(2)]
    rows = TruthTable([[0.9, 0.1, 0.8], [0.1, 0.2, 0.3]], [[0.7, 0.7, 0.8], [0, 0, 0]])
    view = View(point=(0.9, 0.1, 0.8), output=1)
    return Project(Network(layers), domain=(0, 1), table=rows, view=view)


@pytest.fixture
def document(qapp: QApplication) -> Document:
    return Document(three_layers())


def test_any_link_of_any_layer_is_broken_and_mended(document: Document) -> None:
    start = document.network
    for link in (W111, W212):
        document.break_link(link)
        assert document.network.value(link) == 0
    document.publish()
    assert dict(document.snapshot.broken) == {link: start.value(link) for link in (W111, W212)}
    assert document.undo_stack.undo_text == "break link w2.1.2"
    document.mend_link(W111)
    document.mend_link(W212)
    assert document.network == start
    document.undo()
    document.publish()
    assert dict(document.snapshot.broken) == {W212: start.value(W212)}


def test_a_broken_link_is_forgotten_with_its_layer(document: Document) -> None:
    document.break_link(W212)
    add_unit(document, 0)
    document.publish()
    assert not document.snapshot.broken
    document.undo()
    document.publish()
    assert W212 in document.snapshot.broken


def test_a_bias_is_no_link(document: Document) -> None:
    document.break_link(ParameterId(1, 2))
    document.publish()
    assert document.snapshot.notice is not None
    assert document.snapshot.notice.text.startswith("b2.3 is a bias and no link")


def test_the_effect_of_an_edit_is_said(document: Document) -> None:
    assert document.snapshot.effect == ""
    before = document.network(np.array([[0.9, 0.1, 0.8]]))[0, 1]
    document.set_parameter(W212, 3.0)
    document.publish()
    after = document.network(np.array([[0.9, 0.1, 0.8]]))[0, 1]
    text = document.snapshot.effect
    assert text.startswith(f"w2.1.2: output 2 at the probe {before:.4g} → {after:.4g}, ")
    rows = three_layers().table
    assert rows is not None
    moved = np.abs(document.network(rows.inputs) - three_layers().network(rows.inputs)).max()
    assert text.endswith(f"largest change on the rows {moved:.4g}")


def test_an_edit_of_the_rows_has_no_effect_on_the_network(document: Document) -> None:
    document.set_table(None)
    document.publish()
    assert document.snapshot.effect == ""


def test_a_new_unit_has_no_effect_and_it_is_said(document: Document) -> None:
    document.set_network(with_unit(document.network, 0))
    document.publish()
    assert document.snapshot.effect.startswith("Output 2 at the probe stays")
    assert document.snapshot.effect.endswith("largest change on the rows 0")


def test_units_and_layers_are_single_steps(document: Document) -> None:
    add_unit(document, 0)
    add_layer(document, 0)
    set_activation(document, 1, "tanh")
    remove_unit(document, 0)
    names = document.undo_stack.texts
    assert names == ["add unit", "add layer", "change activation", "remove unit"]
    for _ in names:
        document.undo()
    assert document.network == three_layers().network


def test_an_unchanged_activation_is_no_step(document: Document) -> None:
    set_activation(document, 0, "sigmoid")
    assert document.undo_stack.count == 0
    with pytest.raises(ValueError, match="there is no activation 'loud'"):
        set_activation(document, 0, "loud")


def test_a_layer_more_leaves_a_predictor_a_layered_network(qapp: QApplication) -> None:
    document = Document(Project(Network([Layer([[0.5]], [0], "identity")]), domain=(0, 100)))
    add_layer(document, 0)
    assert [layer.activation for layer in document.network.layers] == ["identity", "identity"]
    document.publish()
    assert document.snapshot.selection == Unit(0)


def test_the_only_unit_stays(qapp: QApplication) -> None:
    network = Network([Layer([[1]], [0], "tanh"), Layer([[1]], [0], "identity")])
    document = Document(Project(network))
    with pytest.raises(ValueError, match="remove the layer instead"):
        remove_unit(document, 0)
    assert document.network == network


def test_arrow_keys_make_steps_that_suit_the_task(document: Document) -> None:
    assert step_of(document.state, W111) == 0.1
    miles = TruthTable([[0], [100]], [[0], [62.137]])
    predictor = Project(Network([Layer([[0]], [0], "identity")]), domain=(0, 100), table=miles)
    state = Document(predictor).state
    assert step_of(state, W111) == 0.01  # also from zero: 0.5, 0.6, 0.7, 0.61
    assert step_of(state, ParameterId(0, 0)) == 1


def test_arrow_keys_change_the_selected_weight(document: Document) -> None:
    document.select(W111)
    before = document.network.value(W111)
    document.nudge(0, 2)
    assert document.network.value(W111) == pytest.approx(before + 0.2)


def test_an_input_comes_with_its_rows_and_box_and_goes_in_one_step(document: Document) -> None:
    document.load(Project(Network([Layer([[1.0, 2.0]], [0.5], "identity")])), None)
    document.set_box(((0.0, 1.0), (-2.0, 3.0)))
    document.set_table(TruthTable([[1, 2], [3, 4]], [[1], [0]]))
    before = document.project
    add_input(document, 0)
    document.publish()
    assert document.snapshot.selection == Unit(2, -1)
    assert document.project.table == TruthTable([[1, 2, 0], [3, 4, 0]], [[1], [0]])
    document.select(Unit(0, -1))
    document.publish()
    remove_input(document, 0)
    assert document.project.table == TruthTable([[2, 0], [4, 0]], [[1], [0]])
    assert document.project.box[0] == (-2.0, 3.0)
    assert document.undo_stack.texts[-2:] == ["add input", "remove input"]
    document.undo()
    document.undo()
    assert (document.project.network, document.project.box) == (before.network, before.box)


def test_the_article_s_network_gets_another_input(qapp: QApplication) -> None:
    document = Document()
    curve = document.state.curve
    add_input(document, 0)
    document.publish()
    assert document.network.n_inputs == 2
    remove_input(document, 0)
    document.publish()
    assert document.state.is_shallow
    assert np.array_equal(document.state.curve.y, curve.y)
