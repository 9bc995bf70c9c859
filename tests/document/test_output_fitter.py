"""The best output weights for the kinks there are, now or a little later."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network, ParameterId
from reluviz.core.output_weights import fit_output_weights
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.output_fitter import MOST_UNITS
from reluviz.files.project import Project

X = np.linspace(-1, 1, 400)
DATA = Target.from_data(X, np.sin(4 * X))


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document(Project(Document().network, DATA))
    yield document
    document.close()
    document.undo_stack.clear()


def many(count: int) -> Network:
    kinks = np.linspace(-1, 1, count, endpoint=False)
    return Network.from_rays(np.ones(count), -kinks, np.zeros(count), 0.0)


def notice(document: Document) -> str:
    document.publish()
    return document.snapshot.notice.text if document.snapshot.notice else ""


def test_few_units_are_fitted_at_once(document: Document) -> None:
    before = document.network
    document.weights.fit()
    assert document.network == fit_output_weights(before, X, DATA.y)
    assert np.array_equal(document.network.kinks, before.kinks)
    assert document.undo_stack.count == 1
    document.undo()
    assert document.network == before


def test_many_units_are_fitted_in_a_thread(document: Document, qtbot: QtBot) -> None:
    document.set_network(many(300))
    document.weights.fit()
    assert document.weights.is_busy
    qtbot.waitUntil(lambda: not document.weights.is_busy, timeout=10_000)
    assert document.state.misfit is not None
    assert document.state.misfit.mean_square < 1e-8
    assert document.undo_stack.undo_text == "fit the output weights"


def test_a_network_that_was_changed_meanwhile_stays(document: Document, qtbot: QtBot) -> None:
    document.set_network(many(300))
    document.weights.fit()
    document.set_parameter(ParameterId(1, 0), 0.25)
    edited = document.network
    qtbot.waitUntil(lambda: not document.weights.is_busy, timeout=10_000)
    assert document.network is edited
    assert "changed meanwhile" in notice(document)


def test_what_cannot_be_fitted_is_said(document: Document) -> None:
    document.set_network(many(MOST_UNITS + 1))
    document.weights.fit()
    assert "at most 1,000" in notice(document)
    document.set_domain((5, 6))
    document.weights.fit()
    assert "no part of the domain" in notice(document)
    document.set_target(None)
    document.weights.fit()
    assert "no target" in notice(document)
    assert not document.weights.is_busy


def test_closing_while_it_fits(qtbot: QtBot) -> None:
    document = Document(Project(many(300), DATA))
    document.weights.fit()
    document.close()
    assert not document.weights.is_busy
