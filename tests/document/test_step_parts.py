"""The lines of a step: the sum so far, and what its newest unit adds."""

from __future__ import annotations

import pytest

from reluviz.core.network import Network
from reluviz.core.steps import step
from reluviz.document.state import evaluate
from reluviz.document.step_parts import Parts, parts_of
from reluviz.files.project import Project


def parts(network: Network, count: int) -> Parts:
    state = evaluate(Project(network))
    return parts_of(state, step(network, count, state.domain))


def test_what_the_newest_unit_adds_stands_where_it_is_on(article: Network) -> None:
    found = parts(article, 2)
    assert found.without is not None
    assert found.added is not None
    assert (found.total.x.tolist(), found.total.y.tolist()) == ([-1, -0.5, 1], [-1, 1, -5])
    assert (found.without.x.tolist(), found.without.y.tolist()) == ([-0.5, 1], [1, 7])
    assert (found.added.x.tolist(), found.added.y.tolist()) == ([-0.5, 1], [0, -12])


@pytest.mark.parametrize(
    ("v", "b", "active"), [(-1.0, 0.5, [-1, 0.5]), (0.0, 1.0, [-1, 1]), (1.0, -3.0, None)]
)
def test_rays_of_every_kind(v: float, b: float, active: list[float] | None) -> None:
    network = Network.from_rays([1, v], [1, b], [1, 2], 0)
    found = parts(network, 2)
    assert (None if found.added is None else found.added.x.tolist()) == active
    assert found.total.y.tolist() == pytest.approx(network(found.total.x).tolist())
