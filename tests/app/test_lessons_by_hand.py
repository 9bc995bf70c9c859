"""Each lesson is played to its end in the window, by mouse and keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hands import SHIFT, Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from reluviz.app.ask import Leave
from reluviz.app.main_window import MainWindow
from reluviz.document.arrow_steps import step_of
from reluviz.document.fit_follower import BestFit
from reluviz.document.items import Unit
from reluviz.lessons.reading import list_lessons
from reluviz.views.gestures import PIXELS_PER_STEP
from reluviz.views.plane.painting import entries

Play = Callable[[Hands], None]

# What Qt says about menus where there is no screen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def played(hands: Hands, *plays: Play | None) -> None:
    """Play the steps of the lesson that is open: None where there is only something to read."""
    lesson = hands.lesson.lesson
    assert len(plays) == len(lesson.steps)
    for index, (step, play) in enumerate(zip(lesson.steps, plays, strict=True)):
        state = hands.lesson
        where = f"step {index + 1} of {lesson.name}, {step.title!r}"
        assert (state.lesson, state.index) == (lesson, index), where
        if step.look.panel is not None:
            assert hands.window.lower_panels.panels[step.look.panel].isVisible(), where
        assert (step.goal is None) == (play is None), where
        if play is not None:
            assert hands.verdict.text.startswith("not yet: "), where
            assert not state.is_done, where
            play(hands)
            assert hands.lesson.is_done, f"{where}: {hands.verdict.text}"
            hands.wait(lambda: hands.lesson.index in hands.lesson.reached, 1)
            seen_hint(hands, step.hint)
        hands.push("lesson_next")
    assert hands.snapshot.lesson is None
    assert hands.snapshot.notice is not None
    assert hands.snapshot.notice.text.startswith("That was the lesson")


def seen_hint(hands: Hands, hint: str) -> None:
    card = hands.window.lessons._panel.goal
    hands.push("lesson_hint")
    assert hint.replace("*", "").replace("`", "") in card.text.toPlainText()
    hands.push("lesson_hint")


@pytest.fixture
def hands(window: MainWindow) -> Iterator[Hands]:
    window.resize(1440, 900)
    hands = Hands(window)
    hands.settle()
    yield hands
    hands.document.trainer.pause()
    hands.document.close()


def both(*plays: Play) -> Play:
    def play(hands: Hands) -> None:
        for one in plays:
            one(hands)

    return play


def enter(**values: float) -> Play:
    return lambda hands: hands.enter(**values)


def pull(*places: tuple[float, float]) -> Play:
    return lambda hands: hands.pull(*places)


def point(x: float, y: float) -> Play:
    return lambda hands: hands.point(x, y)


def choose(name: str, entry: str, within: str) -> Play:
    return lambda hands: hands.choose(name, entry, within)


def fill(name: str, text: str, within: str) -> Play:
    return lambda hands: hands.fill(name, text, within)


def unfold(hands: Hands) -> None:
    """Show the settings of Train."""
    if not hands.find(QAbstractButton, "train_settings_button").isChecked():
        hands.push("train_settings_button")


def train(method: str, rate: str, steps: str, seed: str = "0") -> Play:
    """Let a training run to its end."""

    def play(hands: Hands) -> None:
        unfold(hands)
        hands.choose("method", method, "train")
        for name, text in (("rate", rate), ("steps", steps), ("seed", seed)):
            hands.fill(name, text, "train")
        hands.push("train_play_button")
        hands.wait(lambda: not hands.snapshot.training.is_running)

    return play


def one_step(hands: Hands) -> None:
    hands.push("train_step_button")


def test_all_of_them_are_played(hands: Hands) -> None:
    names = {lesson.name for lesson in list_lessons()}
    played = {name.removeprefix("test_lesson_").replace("_", "-") for name in globals()}
    assert names <= played


def test_lesson_a_relu_is_a_ray(hands: Hands) -> None:
    hands.open_lesson("a-relu-is-a-ray")
    played(
        hands,
        pull((0, 0), (-0.5, 0)),
        pull((0, 0.5), (0, 1)),
        pull((0, 1), (0, -0.5)),
        enter(v1=-1, w1=1),
        lambda hands: hands.scroll("b0", 5),
        enter(v1=2, b1=1, w1=1),
    )


def test_lesson_build_by_hand(hands: Hands) -> None:
    def move_the_third_point(hands: Hands) -> None:
        hands.act("drag_target")
        hands.pull((0, -1), (0, 0))
        assert "not yet" in hands.verdict.text
        hands.act("drag_point")
        hands.pull((0, -1), (0, 0))

    def start(hands: Hands) -> None:
        """The curve begins where its first joint is put by keys."""
        hands.click(hands.picture, hands.at(0.5, 0.6))
        hands.press(Qt.Key.Key_Home)
        while hands.document.network.b0 > -0.95:
            hands.press(Qt.Key.Key_Down)

    hands.open_lesson("build-by-hand")
    played(
        hands,
        enter(b1=1, b2=0.5, b3=0),
        start,
        lambda hands: hands.write("w1", 4),
        lambda hands: hands.write_in_field("w2", -8),
        enter(w3=5),
        move_the_third_point,
    )


def test_lesson_what_moves_what(hands: Hands) -> None:
    def shake(hands: Hands) -> None:
        hands.fill("which", "ReLU 3", "perturb")
        hands.push("draw", "perturb")

    hands.open_lesson("what-moves-what")
    played(
        hands,
        pull((-0.75, 0), (-0.75, 0.3)),
        pull((0.7, -0.3), (0.7, -0.8)),
        pull((-0.5, 1), (-0.3, 1)),
        pull((-0.5, 0.5), (-0.5, 1)),
        shake,
        None,
    )


def test_lesson_any_number_of_segments(hands: Hands) -> None:
    def add(hands: Hands) -> None:
        hands.double_click(hands.picture, hands.at(0.5, -0.5))

    def sine(hands: Hands) -> None:
        for x in np.pi / 3 * np.array([1, 2, 4, 5]):
            hands.double_click(hands.picture, hands.at(x, hands.document.state.curve(x)))
        curve = hands.document.state.curve
        assert len(curve) == 7
        for x, y in zip(curve.x[1:], curve.y[1:], strict=True):
            hands.pull((x, y), (x, np.sin(x)))

    def best(hands: Hands) -> None:
        hands.push("begin_fit")
        hands.fill("fit_units", "10", "fit")
        hands.wait(lambda: hands.find(QAbstractButton, "use_fit").isEnabled())
        hands.wait(lambda: hands.snapshot.best.settings.units == 10)
        hands.push("use_fit")

    hands.open_lesson("any-number-of-segments")
    played(
        hands,
        add,
        pull((0.5, -0.5), (0.5, 0.5)),
        pull((-0.7, 0), (-0.7, 0.4)),
        sine,
        best,
    )


def test_lesson_found_by_chance(hands: Hands) -> None:
    def lower(hands: Hands) -> None:
        b0 = hands.document.network.parameter("b0")
        missing = -0.2 - hands.document.network.b0
        hands.lift("b0", round(missing * PIXELS_PER_STEP / step_of(hands.document.state, b0)))

    def keep_the_best(hands: Hands) -> None:
        hands.window.actions_by_id["open_fit"].trigger()
        hands.push("begin_fit")
        hands.wait(lambda: is_exact(hands.snapshot.best))
        hands.push("keep_fit")

    def is_exact(best: BestFit | None) -> bool:
        return best is not None and best.fit is not None and best.fit.squared_error < 1e-9

    hands.open_lesson("found-by-chance")
    played(
        hands,
        lower,
        train("random search", "0.1", "500"),
        train("random search", "0.1", "6000", "3"),
        keep_the_best,
    )


def test_lesson_predictor(hands: Hands) -> None:
    def nearer(hands: Hands) -> None:
        hands.click_parameter("w1.1.1")
        for _ in range(40):
            if hands.lesson.is_done:
                break
            hands.press(Qt.Key.Key_Up, modifiers=Qt.KeyboardModifier.AltModifier | SHIFT)

    hands.open_lesson("predictor")
    played(
        hands,
        pull((60, 30), (60, 36)),
        pull((80, 48), (80, 56)),
        enter(w1_1_1=0.61),
        enter(w1_1_1=0.62137),
        both(one_step, one_step),
    )


def test_lesson_classifier(hands: Hands) -> None:
    hands.open_lesson("classifier")
    played(
        hands,
        pull((2, 0.5), (2, 7)),
        pull((0.8, 2.8), (0.8, 0.8)),
        one_step,
        one_step,
        both(unfold, fill("rate", "0.5", "train"), one_step, one_step),
        point(2, 1.5),
    )


def test_lesson_gates(hands: Hands) -> None:
    def own_gate(hands: Hands) -> None:
        hands.click_cell("truth_table", 2, 3)
        hands.click_cell("truth_table", 3, 3)
        hands.enter(w1_1_1=1, w1_2_1=-1, b1_1=-0.5)

    hands.open_lesson("gates")
    played(
        hands,
        pull((0.25, 0.25), (0.75, 0.75)),
        both(pull((1.9, 1.4), (-0.9, 0.66)), pull((-0.6, 0.36), (-0.25, 0.71))),
        enter(w1_1_1=-1, w1_2_1=-1, b1_1=1.5),
        own_gate,
        train("Adam", "0.1", "500"),
    )


def test_lesson_xor(hands: Hands) -> None:
    hands.open_lesson("xor")
    played(
        hands,
        pull((1.25, 1.25), (0.25, 0.25)),
        None,
        pull((0.1, 0.1), (0.75, 0.75)),
        lambda hands: hands.write("w2.2.1", -1),
        train("Adam", "0.1", "500"),
    )


def test_lesson_activations(hands: Hands) -> None:
    hands.open_lesson("activations")
    played(
        hands,
        point(0, 0.5),
        lambda hands: hands.choose_in_menu(Unit(0), "activation_step"),
        choose("activation", "tanh", "inspector"),
        point(4, 0.5),
        choose("activation", "ReLU", "inspector"),
        both(choose("activation", "sigmoid", "inspector"), enter(w1_1_1=8)),
    )


def test_lesson_neuron(hands: Hands) -> None:
    def raise_inputs(hands: Hands) -> None:
        hands.slide("held_x2", 1.0)
        hands.slide("held_x3", 0.9)
        hands.point(0.8, 0.5)

    hands.open_lesson("neuron")
    played(
        hands,
        raise_inputs,
        lambda hands: hands.lift("b1.1", -60),
        lambda hands: hands.choose_in_menu("w1.3.1", "break_link"),
        enter(w1_1_1=1, w1_2_1=1, w1_3_1=-2),
        both(
            choose("activation", "sigmoid", "inspector"),
            lambda hands: hands.inputs(1, 0.62, 0),
        ),
    )


def test_lesson_three_layers(hands: Hands) -> None:
    def key_b(*names: str) -> Play:
        def play(hands: Hands) -> None:
            for name in names:
                hands.click(hands.diagram, hands.place_of(name))
                hands.press(Qt.Key.Key_B, on=hands.window)

        return play

    def raise_the_link(hands: Hands) -> None:
        link = hands.document.network.parameter("w1.2.3")
        hands.move(hands.diagram, hands.place_of("w1.2.3"))
        assert hands.snapshot.hovered == link
        missing = 0.9 - hands.document.network.value(link)
        hands.lift("w1.2.3", round(missing * PIXELS_PER_STEP / step_of(hands.document.state, link)))

    hands.open_lesson("three-layers")
    played(
        hands,
        raise_the_link,
        lambda hands: hands.inputs(0.9, 0.1, 0.8),
        lambda hands: hands.choose_in_menu("w2.1.1", "break_link"),
        key_b("w2.2.1", "w2.2.2", "w2.2.3"),
        lambda hands: hands.choose_in_menu(Unit(1), "remove_unit"),
        None,
    )


def test_lesson_regions(hands: Hands) -> None:
    def click_the_word(name: str) -> Play:
        def play(hands: Hands) -> None:
            hands.settle()
            scene = hands.picture.scene_now()
            hands.click(hands.picture, entries(scene)[name].center().toPoint())

        return play

    def lift_a_link(hands: Hands) -> None:
        hands.lift("w2.1.1", 40)

    hands.open_lesson("regions")
    played(
        hands,
        click_the_word("region"),
        pull((1.45, 1.45), (0.65, 0.65)),
        enter(b2_1=-0.15),
        both(lift_a_link, click_the_word("change")),
    )


def test_nothing_is_locked_in_the_middle_of_a_lesson(hands: Hands) -> None:
    """Undo, edits of other things, another file, steps to and fro: all as without a lesson."""
    hands.open_lesson("build-by-hand")
    hands.push("lesson_next")
    assert hands.lesson.index == 1, "nobody has to reach anything"
    before = hands.document.network
    hands.enter(b0=-1)
    hands.wait(lambda: hands.lesson.reached == {1}, 1)
    hands.act("undo")
    assert hands.document.network == before
    assert "not yet" in hands.verdict.text
    assert hands.lesson.is_done, "what was reached stays reached"
    hands.act("redo")
    assert "reached" in hands.verdict.text
    hands.enter(v2=-3)
    hands.act("drag_target")
    hands.double_click(hands.picture, hands.at(0.5, 0.9))
    assert len(hands.document.project.target.x) == 5, "free play: what the step does not ask for"
    hands.push("lesson_back")
    assert hands.lesson.index == 0
    assert hands.document.network.v[1] == -3, "going back takes nothing away"
    hands.push("lesson_start_over")
    assert hands.document.network == hands.lesson.lesson.start.network
    hands.act("undo")
    assert hands.document.network.v[1] == -3
    hands.push("lesson_leave")
    assert hands.snapshot.lesson is None
    assert not hands.window.lessons.bar.isVisible()
    assert hands.document.network.v[1] == -3, "leaving takes nothing away"
    assert hands.window.messages.first_steps.isVisible()


def test_back_to_where_one_was(hands: Hands, answers) -> None:
    answers.leave = Leave.DISCARD
    hands.open_lesson("neuron")
    hands.push("lesson_next")
    hands.lift("b1.1", -60)
    hands.wait(lambda: hands.lesson.reached == {1}, 1)
    hands.push("lesson_next")
    hands.open_lesson("a-relu-is-a-ray")
    assert hands.window.main_panels.middle.panel.objectName() == "plot"
    hands.open_lesson("neuron")
    assert hands.window.main_panels.middle.panel.objectName() == "slice"
    assert (hands.lesson.index, hands.lesson.reached) == (2, {1})
    assert hands.document.network == hands.lesson.lesson.start_of(2).network


@pytest.mark.parametrize("name", ["gates", "classifier"])
def test_no_text_is_cut_in_a_small_window(hands: Hands, name: str) -> None:
    hands.window.resize(1024, 640)
    hands.open_lesson(name)
    hands.push("lesson_hint")
    for _ in hands.lesson.lesson.steps[1:]:
        hands.push("lesson_next")
        hands.push("lesson_hint")
        panel = hands.window.lessons._panel
        for reader in (panel.text, panel.goal.text):
            hands.wait(lambda r=reader: r.verticalScrollBar().maximum() == 0, 1)
    assert hands.window.height() == 640
    assert hands.window.status.geometry().bottom() < 640


def test_lesson_folding(hands: Hands) -> None:
    hands.open_lesson("folding")
    played(
        hands,
        enter(b2=-0.8),
        pull((0.25, 1.0), (0.3, 1.0)),
        lambda hands: hands.act("flatten"),
    )
