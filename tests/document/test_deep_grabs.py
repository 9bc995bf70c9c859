"""What a hand does on the exact curve of a network of several layers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reluviz.core.influence import changed_parameters
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.structure import with_layer
from reluviz.core.targets import Target, misfit
from reluviz.core.truth_table import TruthTable
from reluviz.document.document import Document
from reluviz.document.grabs import grab
from reluviz.document.holds import Grab, RefusedError
from reluviz.document.items import Joint, Segment, TargetPoint, Unit
from reluviz.document.state import State
from reluviz.files.project import Project

DOMAIN = (-1.0, 1.0)
IDENTITY = "identity"


def zigzag() -> Network:
    """A hat, folded by a second layer: joints at −0.75, −0.5, −0.25, 0.25, 0.5 and 0.75."""
    first = Layer([[1.0], [1.0], [1.0]], [0.75, 0.0, -0.75], "relu")
    second = Layer([[1.0, -2.0, 1.0], [1.0, -2.0, 1.0]], [-0.25, -0.5], "relu")
    return Network([first, second, Layer([[1.0, -2.0]], [0.5], IDENTITY)])


def state_of(network: Network, target: Target | None = None) -> State:
    return State(network, (DOMAIN,), target)


def held(state: State, item, x: float, y: float, mode: str = "point") -> Grab:
    return grab(state, item, mode, (x, y))


def joint_at(state: State, x: float) -> Joint:
    return Joint(int(np.argmin(np.abs(state.curve.x - x))))


@st.composite
def deep(draw: st.DrawFn) -> Network:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    sizes = [1, *draw(st.lists(st.integers(1, 5), min_size=2, max_size=3)), 1]
    kind = draw(st.sampled_from(["relu", "leaky_relu(0.1)", "hard_tanh"]))
    return Network(
        [
            Layer(
                rng.normal(size=(sizes[k + 1], sizes[k])),
                rng.normal(size=sizes[k + 1]),
                kind if k < len(sizes) - 2 else IDENTITY,
            )
            for k in range(len(sizes) - 1)
        ]
    )


def test_the_joints_know_their_units_and_colours() -> None:
    state = state_of(zigzag())
    assert state.has_joints
    assert not state.is_shallow
    assert state.curve.x.tolist() == [-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0]
    assert state.joint_units.tolist() == [-1, 0, -1, -1, 1, -1, -1, 2, -1]
    assert state.makers.of(2) == state.makers.of(6) == ((1, 0),)
    assert state.unit_of(Joint(1)) == 0
    assert state.unit_of(Joint(2)) is None
    assert state.parameter_of(Joint(2), "point") == ParameterId(1, 0)
    assert state.parameter_of(Joint(0), "point") == ParameterId(2, 0)
    assert state.parameter_of(Segment(3), "point") == ParameterId(2, 0, 1)


@pytest.mark.parametrize("mode", ["point", "relu"])
@pytest.mark.parametrize(("start", "end"), [(-0.75, -0.9), (-0.5, -0.3), (0.5, 0.6), (0.0, 0.1)])
def test_a_joint_sideways_moves_the_bias_of_its_unit_and_follows_exactly(mode, start, end) -> None:
    state = state_of(zigzag())
    item = joint_at(state, start)
    network = held(state, item, start, 0.0, mode).move(end, 0.7)
    (layer, unit), *_ = state.makers.of(item.index)
    assert changed_parameters(state.network, network) == [ParameterId(layer, unit)]
    after = state_of(network)
    assert np.abs(after.curve.x - end).min() < 1e-12
    followed = after.follow(item, state)
    assert isinstance(followed, Joint)
    assert after.curve.x[followed.index] == pytest.approx(end, abs=1e-12)


def test_a_joint_stops_where_its_unit_turns_round() -> None:
    """At 0 the first hat ends, and the sum of the second layer falls again: there it stays."""
    state = state_of(zigzag())
    network = held(state, joint_at(state, -0.5), -0.5, 0.0).move(0.4, 0.0)
    found = state_of(network).makers.joints_of(1, 0)
    assert len(found) == 2
    x = state_of(network).curve.x[found]
    assert -1e-5 < x[0] < 0.0 < x[1] < 1e-5


@settings(deadline=None, max_examples=60)
@given(deep(), st.data())
def test_every_joint_follows_the_mouse_as_far_as_it_goes(network: Network, data) -> None:
    state = state_of(network)
    assume(len(state.curve) > 2 and np.diff(state.curve.x).min() > 1e-4)
    joint = data.draw(st.integers(1, len(state.curve) - 2))
    x = float(state.curve.x[joint])
    shift = data.draw(st.floats(-0.4, 0.4)) * float(
        np.diff(state.curve.x)[joint - 1 : joint + 1].min()
    )
    maker = state.makers.of(joint)[0]
    found = grab(state, Joint(joint), "point", (x, 0.0))
    after = state_of(found.move(x + shift, 1.0))
    (changed, *others) = changed_parameters(network, after.network) or [ParameterId(*maker)]
    assert (changed, others) == (ParameterId(*maker), [])
    own = after.curve.x[after.makers.joints_of(*maker)]
    assume(len(own))
    slope = abs(float(state.curve.slopes[joint - 1]))
    assert np.abs(own - (x + shift)).min() < 1e-9 * (1 + slope)
    assert found.move(x, 1.0) is network


def test_a_segment_turns_by_an_output_weight_about_where_its_unit_begins() -> None:
    state = state_of(zigzag())
    item = Segment(2)  # from −0.5 to −0.25: only the first unit of layer 2 is on
    x = -0.3
    network = held(state, item, x, float(state.curve(x))).move(x, float(state.curve(x)) + 0.25)
    assert changed_parameters(state.network, network) == [ParameterId(2, 0, 0)]
    after = state_of(network).curve
    assert float(after(x)) == pytest.approx(float(state.curve(x)) + 0.25)
    assert float(after(-0.5)) == pytest.approx(float(state.curve(-0.5)))


def test_a_segment_where_nothing_is_on_says_what_would_help() -> None:
    with pytest.raises(RefusedError, match=r"^No unit of layer 2 changes along this segment"):
        grab(state_of(zigzag()), Segment(0), "point", (-0.9, 0.5))


def test_an_end_lifts_the_curve_by_the_bias_of_the_output() -> None:
    state = state_of(zigzag())
    network = held(state, Joint(0), -1.0, 0.5).move(-0.8, 0.9)
    assert changed_parameters(state.network, network) == [ParameterId(2, 0)]
    np.testing.assert_allclose(state_of(network).curve.y, state.curve.y + 0.4)


def test_an_output_that_is_flat_says_so() -> None:
    network = zigzag()
    layers = [*network.layers[:-1], Layer([[1.0, -2.0]], [-0.5], "relu")]
    with pytest.raises(RefusedError, match=r"^The output is a ReLU and flat here"):
        grab(state_of(Network(layers)), Joint(0), "point", (-1.0, 0.0))


def test_errors_are_exact_wherever_there_is_a_curve() -> None:
    target = Target([-1.0, 0.2, 1.0], [0.0, 1.0, 0.0])
    state = state_of(zigzag(), target)
    assert state.misfit == misfit(state.curve, target)
    residual = state.residual
    assert residual is not None
    x = np.linspace(-1, 1, 201)
    np.testing.assert_allclose(residual(x), state.network(x) - np.interp(x, target.x, target.y))


def test_rows_and_single_units_and_smooth_ones_are_no_curve() -> None:
    table = TruthTable([[0.0]], [[1.0]])
    assert not State(zigzag(), (DOMAIN,), None, table).has_joints
    assert not state_of(Network([Layer([[1.0]], [0.0], "relu")])).has_joints
    smooth = Network([Layer([[1.0]], [0.0], "tanh"), Layer([[1.0]], [0.0], IDENTITY)])
    assert not state_of(smooth).has_joints


def test_what_an_edit_of_a_deep_network_moves_is_said_with_interval_and_share(qtbot) -> None:
    document = Document(Project(zigzag()))
    document.set_parameter(ParameterId(2, 0, 0), 2.0)
    document.publish()
    snapshot = document.snapshot
    assert snapshot.change is not None
    assert snapshot.change.intervals == ((-0.5, 0.5),)
    assert snapshot.effect == (
        "w3.1.1 moves \N{MINUS SIGN}0.5 ≤ x ≤ 0.5: 50 % of the domain, by up to 0.5"
    )
    assert snapshot.before is not None


def test_a_layer_more_keeps_the_selection_and_shows_what_it_moved(qtbot, article) -> None:
    document = Document(Project(article))
    document.select(Joint(2))
    document.set_network(with_layer(article, 1), "add layer")
    document.publish()
    snapshot = document.snapshot
    assert isinstance(snapshot.selection, Joint)
    assert snapshot.state.curve.x[snapshot.selection.index] == 0.0
    assert snapshot.before is not None
    assert snapshot.before.is_shallow
    document.undo()
    document.publish()
    assert document.snapshot.selection == Joint(2)


def test_hovering_a_parameter_lights_what_it_would_move(qtbot) -> None:
    document = Document(Project(zigzag()))
    for item, reach in (
        (ParameterId(2, 0, 1), ((-0.25, 0.25),)),
        (ParameterId(1, 0), ((-0.5, 0.5),)),
        (Unit(0, 1), ((-0.5, 0.5),)),
        (Joint(0), ((-1.0, 1.0),)),
        (Segment(2), ((-0.5, 0.5),)),
    ):
        document.hover(item)
        document.publish()
        assert document.snapshot.reach == reach


def test_points_of_a_target_are_dragged_and_added_against_a_deep_network(qtbot) -> None:
    target = Target([-1.0, 0.0, 1.0], [0.0, 1.0, 0.0])
    document = Document(Project(zigzag(), target))
    document.set_view(drag_mode="target")
    assert document.grab(TargetPoint(1), 0.0, 1.0)
    document.move_to(0.25, 0.5)
    document.commit()
    document.add_target_point(0.5, 2.0)
    found = document.project.target
    assert found is not None
    assert found.x.tolist() == [-1.0, 0.25, 0.5, 1.0]
    assert found.y.tolist() == [0.0, 0.5, 2.0, 0.0]


def test_the_probe_is_one_number_whoever_sets_it(qtbot) -> None:
    document = Document(Project(zigzag()))
    document.set_view(point=(0.25,))
    document.publish()
    assert document.snapshot.probe == 0.25
    document.set_probe(-0.5)
    document.publish()
    assert document.snapshot.point == (-0.5,)
