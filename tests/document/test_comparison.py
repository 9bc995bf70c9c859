"""Networks that are kept are evaluated once."""

from __future__ import annotations

from dataclasses import replace

from reluviz.core.construct import through_points
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.document.comparison import Comparison
from reluviz.files.project import Project

NETWORK = through_points([(-1, -1), (0, 1), (1, 0)])
FIRST = Run("By hand", "hand", NETWORK)
SECOND = Run("Trained 1", "trained", through_points([(-1, 0), (1, 0)]))
PROJECT = Project(NETWORK, Target([-1, 1], [0, 0]), runs=(FIRST,))


def test_it_is_the_same_while_nothing_changes() -> None:
    comparison = Comparison().of(PROJECT)
    assert comparison.of(replace(PROJECT, network=SECOND.network)) is comparison
    assert comparison.of(replace(PROJECT, domain=(0, 1))) is not comparison


def test_a_run_more_leaves_the_others_evaluated() -> None:
    comparison = Comparison().of(PROJECT)
    state = comparison.states[0]
    longer = comparison.of(replace(PROJECT, runs=(SECOND, replace(FIRST, is_shown=False))))
    assert longer.states[1] is state
    assert longer.states[0].network is SECOND.network


def test_each_is_held_against_the_target() -> None:
    [state] = Comparison().of(PROJECT).states
    assert state.misfit is not None
    assert state.misfit.largest == 1
