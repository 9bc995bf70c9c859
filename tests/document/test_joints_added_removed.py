"""Adding and removing joints through the document."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Segment, Unit
from reluviz.files.project import Project


@pytest.fixture
def document(qapp) -> Document:
    return Document()


def notice(document: Document):
    document.publish()
    return document.snapshot.notice


def test_adding_a_joint_changes_nothing_but_the_network(document):
    x = np.linspace(-1, 1, 51)
    before = document.network
    document.add_joint(0.25)
    np.testing.assert_allclose(document.network(x), before(x), atol=1e-14)
    document.publish()
    assert document.state.curve.x[document.snapshot.selection.index] == 0.25
    assert document.undo_stack.undo_text == "add joint"
    document.undo()
    assert document.network is before


@pytest.mark.parametrize("x", [-0.5, -1.0, 1.0, 7.0])
def test_a_joint_where_there_is_one_or_outside_is_refused(document, x):
    document.add_joint(x)
    assert notice(document).text[0].isupper()
    assert document.undo_stack.count == 0


def test_a_joint_is_removed_and_its_neighbours_stay(document):
    document.select(Joint(1))
    document.remove_selected()
    np.testing.assert_allclose(document.state.curve.x, [-1, 0, 1])
    np.testing.assert_allclose(document.state.curve.y, [-1, -1, 0], atol=1e-12)
    assert document.undo_stack.undo_text == "remove joint 2"
    document.publish()
    assert document.snapshot.selection is None
    assert document.snapshot.before is not None


@pytest.mark.parametrize("item", [Unit(1), ParameterId(1, 0, 1), ParameterId(0, 1)])
def test_a_unit_is_removed(document, item):
    document.select(item)
    document.remove_selected()
    np.testing.assert_array_equal(document.network.w, [4, 5])
    assert document.undo_stack.undo_text == "remove ReLU 2"


@pytest.mark.parametrize("item", [Joint(0), Joint(3), Segment(1), ParameterId(1, 0)])
def test_what_cannot_be_removed_is_told(document, item):
    document.select(item)
    document.remove_selected()
    assert notice(document).action is None
    assert document.undo_stack.count == 0


def test_nothing_selected_removes_nothing(document):
    document.remove_selected()
    assert notice(document) is None
    assert document.undo_stack.count == 0


def test_a_joint_of_other_rays_offers_to_rewrite(qapp):
    document = Document(Project(Network.from_rays([-1, 1], [0.5, 0.5], [1, 1], 0)))
    document.select(Joint(1))
    document.remove_selected()
    assert notice(document).action == "rewrite_right"


def test_the_last_unit_stays(qapp):
    document = Document(Project(Network.from_rays([1], [0], [1], 0)))
    document.select(Unit(0))
    document.remove_selected()
    assert "only ReLU" in notice(document).text
