"""The document at one moment, and the effect of the last edit in words."""

from __future__ import annotations

import pytest

from reluviz.core.network import Network, ParameterId
from reluviz.document.items import Item, Joint, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.files.project import View

DOMAIN = (-1.0, 1.0)
W2, B0 = ParameterId(1, 0, 1), ParameterId(1, 0)


def snapshot(
    network: Network,
    before: State | None = None,
    selection: Item | None = None,
    hovered: Item | None = None,
    view: View | None = None,
) -> Snapshot:
    state = State(network, (DOMAIN,))
    return Snapshot(
        revision=1,
        state=state,
        before=before,
        gesture=None,
        selection=selection,
        hovered=hovered,
        view=view or View(),
        notice=None,
        name="x",
        is_modified=False,
    )


def test_the_effect_of_the_article_s_edit(article: Network) -> None:
    before = State(article, (DOMAIN,))
    shown = snapshot(article.with_value(W2, -7.2), before)
    assert shown.changed == [W2]
    assert shown.change is not None
    assert shown.change.intervals == ((-0.5, 1),)
    assert shown.change.share == 0.75
    assert shown.change.largest == pytest.approx(1.2)
    assert shown.change.at == 1
    assert shown.effect == "w2 moves x ≥ −0.5: 75 % of the domain, by up to 1.2"


def test_without_an_edit_there_is_no_effect(article: Network) -> None:
    shown = snapshot(article)
    assert (shown.changed, shown.change, shown.effect) == ([], None, "")
    state = State(article, ((-2.0, 2.0),))
    assert snapshot(article, before=state).change is None


def test_other_layers_are_an_edit_without_parameters(article: Network) -> None:
    before = State(Network.from_rays([1], [0], [1], 0), (DOMAIN,))
    shown = snapshot(article, before)
    assert shown.changed == []
    assert shown.effect.startswith("The edit moves")


def test_the_probe_begins_in_the_middle(article: Network) -> None:
    assert snapshot(article).probe == 0
    assert snapshot(article, view=View(probe=-0.25)).probe == -0.25


def test_what_is_hovered_comes_before_the_selection_in_the_reach(article: Network) -> None:
    shown = snapshot(article, selection=W2, hovered=Unit(2))
    assert shown.reach == ((0, 1),)
    assert shown.hovered_unit == 2
    assert (shown.unit, shown.parameter) == (1, W2)
    assert snapshot(article, selection=W2).reach == ((-0.5, 1),)
    assert snapshot(article).reach == ()


def test_the_parameter_of_a_joint_depends_on_the_mode(article: Network) -> None:
    assert snapshot(article, selection=Joint(1)).parameter == W2
    relu = View(drag_mode="relu")
    assert snapshot(article, selection=Joint(1), view=relu).parameter == ParameterId(0, 1)
    assert snapshot(article, selection=Joint(0), view=relu).parameter == B0
