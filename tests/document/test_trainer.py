"""Training in the document: one undo step a run, the very same steps again, hands come first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings, train
from reluviz.document import reports, training_course
from reluviz.document.document import Document
from reluviz.document.items import Joint
from reluviz.document.reports import DIVERGED, FINISHED, PAUSED, READY, TrainingState
from reluviz.document.training_course import Course
from reluviz.files.project import Project

RANDOM = np.random.default_rng(5)
X = np.sort(RANDOM.uniform(-1, 1, 60))
DATA = Target.from_data(X, np.sin(4 * X))
SHORT = TrainSettings(steps=120)
LONG = TrainSettings(steps=10**8)
W1 = ParameterId(1, 0, 0)


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.set_target(DATA)
    document.undo_stack.clear()
    yield document
    document.close()


def state(document: Document) -> TrainingState:
    document.publish()
    return document.snapshot.training


def rest(document: Document, qtbot: QtBot) -> TrainingState:
    """Wait until no step is being made."""
    qtbot.waitUntil(lambda: not document.trainer.is_busy, timeout=10_000)
    return state(document)


def started(document: Document, qtbot: QtBot, settings: TrainSettings = LONG) -> None:
    """Begin a run and wait until it has shown something."""
    document.trainer.play(settings)
    qtbot.waitUntil(lambda: state(document).index > 0, timeout=10_000)
    assert document.in_run
    assert not document.in_gesture


def test_a_run_to_the_end_is_one_undo_step(document: Document, qtbot: QtBot) -> None:
    before = document.network
    assert state(document).status == READY
    document.trainer.play(SHORT)
    found = rest(document, qtbot)
    assert (found.status, found.index, found.shown) == (FINISHED, 120, 120)
    last = list(train(before, *DATA.samples((-1, 1)), steps=120))[-1]
    assert document.network == last.network
    assert found.loss == last.loss
    assert found.network is document.network
    assert not found.can_go_on
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "train"
    document.undo()
    assert document.network == before
    document.redo()
    assert document.network == last.network


def test_pause_and_going_on_are_one_undo_step(document: Document, qtbot: QtBot) -> None:
    document.trainer.set_speed(1_000)
    started(document, qtbot, TrainSettings(steps=300))
    document.trainer.pause()
    paused = rest(document, qtbot)
    assert paused.status == PAUSED
    assert 0 < paused.index < 300
    assert paused.can_go_on
    assert document.undo_stack.count == 1
    document.trainer.set_speed(None)
    document.trainer.play(TrainSettings(steps=300))
    assert rest(document, qtbot).status == FINISHED
    assert document.undo_stack.count == 1
    document.undo()
    assert document.network == Document().network


def test_rewound_and_played_again_it_takes_the_very_same_steps(
    document: Document, qtbot: QtBot
) -> None:
    settings = TrainSettings(steps=150, batch=7, seed=3, init="he", units=5)
    document.trainer.play(settings)
    first = rest(document, qtbot)
    end = document.network
    document.trainer.rewind()
    again = state(document)
    assert (again.shown, again.index, again.status) == (0, 150, PAUSED)
    assert document.network == first.start
    document.trainer.play(settings)
    second = rest(document, qtbot)
    assert document.network == end
    assert second.loss == first.loss
    assert second.start is first.start
    assert document.undo_stack.count == 1


def test_rewinding_a_run_from_the_current_network_leaves_no_undo_step(
    document: Document, qtbot: QtBot
) -> None:
    before = document.network
    document.trainer.play(SHORT)
    rest(document, qtbot)
    document.trainer.rewind()
    assert document.network == before
    assert not document.undo_stack.can_undo
    document.trainer.play(SHORT)
    assert rest(document, qtbot).status == FINISHED
    assert document.undo_stack.count == 1


def test_scrubbing_shows_the_network_of_a_step(document: Document, qtbot: QtBot) -> None:
    document.trainer.play(SHORT)
    rest(document, qtbot)
    steps = list(train(Document().network, *DATA.samples((-1, 1)), steps=120))
    for index in (40, 7, 119, 120):
        document.trainer.scrub(index)
        shown = state(document)
        assert shown.shown == index
        assert document.network == steps[index].network
        assert shown.loss == steps[index].loss
    document.trainer.scrub(40)
    assert document.undo_stack.count == 1
    document.trainer.play(SHORT)  # goes on from step 40
    assert rest(document, qtbot).index == 120
    assert document.network == steps[120].network


def test_scrubbing_while_it_runs_pauses_it(document: Document, qtbot: QtBot) -> None:
    started(document, qtbot)
    document.trainer.scrub(0)
    found = rest(document, qtbot)
    assert (found.status, found.shown) == (PAUSED, 0)
    assert found.index > 0


def test_single_steps(document: Document, qtbot: QtBot) -> None:
    steps = list(train(document.network, *DATA.samples((-1, 1)), steps=3))
    for index in (1, 2, 3):
        document.trainer.step(TrainSettings(steps=3))
        assert state(document).index == index
        assert document.network == steps[index].network
    assert state(document).status == FINISHED
    assert document.undo_stack.count == 1


def test_a_step_while_it_runs_pauses(document: Document, qtbot: QtBot) -> None:
    started(document, qtbot)
    document.trainer.step(LONG)
    assert rest(document, qtbot).status == PAUSED


def test_escape_ends_the_run_and_goes_back(document: Document, qtbot: QtBot) -> None:
    before = document.network
    started(document, qtbot)
    document.cancel()
    assert document.network == before
    assert state(document).status == PAUSED
    found = rest(document, qtbot)
    assert not found.can_go_on
    assert document.network == before
    assert document.undo_stack.count == 0
    assert all(run.kind != "trained" for run in document.project.runs)


def take_joint(document: Document) -> None:
    document.set_view(drag_mode="relu")
    assert document.grab(Joint(1), *document.state.place_of(Joint(1)))
    document.move_to(-0.4, 0.7)


def type_number(document: Document) -> None:
    document.set_parameter(W1, 3.5)


def other_target(document: Document) -> None:
    document.set_target(Target.from_data(X, X * X))


def other_domain(document: Document) -> None:
    document.set_domain((-2, 2))


@pytest.mark.parametrize("edit", [take_joint, type_number, other_target, other_domain])
def test_a_hand_ends_the_run_and_goes_first(
    document: Document, qtbot: QtBot, edit: Callable[[Document], None]
) -> None:
    started(document, qtbot)
    edit(document)
    document.commit()
    edited = document.project
    assert document.undo_stack.texts[:1] == ["train"]
    assert document.undo_stack.count == 2
    assert state(document).status == PAUSED
    found = rest(document, qtbot)
    qtbot.wait(30)
    assert document.project.network == edited.network
    assert document.project.target == edited.target
    assert not found.can_go_on
    kinds = [run.kind for run in document.project.runs]
    assert kinds == ["hand", "trained"]
    document.undo()
    assert document.network == document.project.runs[1].network


def test_play_after_a_hand_begins_a_new_run(document: Document, qtbot: QtBot) -> None:
    started(document, qtbot)
    type_number(document)
    document.trainer.play(SHORT)  # before the thread has ended
    assert rest(document, qtbot).status == FINISHED
    assert state(document).settings == SHORT
    assert document.undo_stack.texts == ["train", "change w1", "train"]


def test_undo_while_it_runs(document: Document, qtbot: QtBot) -> None:
    before = document.network
    started(document, qtbot)
    document.undo()
    assert document.network == before
    rest(document, qtbot)
    assert document.network == before
    assert document.undo_stack.can_redo
    document.redo()
    assert document.network != before


def test_scrubbing_after_a_hand_is_a_step_of_its_own(document: Document, qtbot: QtBot) -> None:
    document.trainer.play(SHORT)
    rest(document, qtbot)
    type_number(document)
    document.trainer.scrub(60)
    assert state(document).shown == 60
    assert document.network is state(document).network
    texts = document.undo_stack.texts
    assert texts == ["train", "change w1", "train"]


def test_loading_another_project_while_it_runs(document: Document, qtbot: QtBot) -> None:
    started(document, qtbot)
    network = through_points([(-1, 0), (0, 1), (1, 0)])
    document.load(Project(network), None, "other")
    qtbot.wait(50)
    found = rest(document, qtbot)
    assert document.network == network
    assert (found.status, found.history, found.index) == (READY, None, 0)
    assert document.undo_stack.count == 0
    assert not document.in_run


def test_a_rate_that_is_too_large_is_explained_and_the_best_network_kept(
    document: Document, qtbot: QtBot
) -> None:
    document.trainer.play(TrainSettings(method="sgd", rate=2, steps=500))
    found = rest(document, qtbot)
    assert found.status == DIVERGED
    assert found.message.startswith("The learning rate of 2 is too large")
    assert 0 <= found.shown < found.index < 500
    assert found.history is not None
    assert found.loss == found.history.losses.min()
    kept = document.network
    document.trainer.scrub(found.index)
    assert state(document).shown == found.index
    document.trainer.scrub(found.shown)
    assert document.network == kept
    assert document.undo_stack.count == 1
    document.trainer.rewind()
    assert state(document).message == ""


def test_without_a_target_it_says_so(qtbot: QtBot) -> None:
    document = Document()
    document.set_target(None)
    document.trainer.play(SHORT)
    found = state(document)
    assert found.status == READY
    assert "no target" in found.message
    document.trainer.step(SHORT)
    document.trainer.rewind()
    assert document.undo_stack.count == 1
    document.close()


def test_a_target_beside_the_domain_cannot_be_trained_on(document: Document) -> None:
    document.set_domain((5, 6))
    document.trainer.play(SHORT)
    found = state(document)
    assert found.status == READY
    assert found.message
    assert not document.in_run


def test_a_random_search(document: Document, qtbot: QtBot) -> None:
    settings = TrainSettings("random_search", 0.05, steps=200, seed=2)
    document.trainer.play(settings)
    found = rest(document, qtbot)
    assert found.status == FINISHED
    assert found.history is not None
    assert np.all(np.diff(found.history.losses) <= 0)
    assert document.network is found.network
    assert document.project.runs[-1].settings.startswith("random search, spread 0.05")


def test_what_the_list_of_runs_gets(document: Document, qtbot: QtBot) -> None:
    before = document.network
    document.trainer.play(SHORT)
    rest(document, qtbot)
    hand, trained = document.project.runs
    assert (hand.name, hand.kind, hand.network) == ("By hand", "hand", before)
    assert (trained.kind, trained.steps) == ("trained", 120)
    assert trained.network == document.network
    assert trained.seconds > 0
    document.trainer.play(SHORT)  # on from where it is: a run of its own
    rest(document, qtbot)
    assert [run.kind for run in document.project.runs] == ["hand", "trained", "trained"]
    assert len({run.name for run in document.project.runs}) == 3
    document.set_runs(())
    document.trainer.scrub(5)
    assert document.project.runs == ()


def test_a_run_that_goes_on_keeps_its_place_in_the_list(document: Document, qtbot: QtBot) -> None:
    for _ in range(3):
        document.trainer.step(SHORT)
    assert [run.steps for run in document.project.runs] == [0, 3]


def test_the_speed_is_kept(document: Document, qtbot: QtBot) -> None:
    document.trainer.set_speed(100)
    started(document, qtbot, TrainSettings(steps=100_000))
    qtbot.wait(400)
    document.trainer.pause()
    found = rest(document, qtbot)
    assert found.speed == 100
    assert found.index < 120  # at full speed there would be thousands
    document.trainer.set_speed(None)
    document.trainer.play(TrainSettings(steps=100_000))
    qtbot.waitUntil(lambda: state(document).index > found.index + 500, timeout=10_000)
    document.trainer.set_speed(1)
    document.trainer.pause()
    rest(document, qtbot)


def test_pausing_at_once_is_heard(document: Document, qtbot: QtBot) -> None:
    for _ in range(10):
        document.trainer.play(LONG)
        document.trainer.pause()
        assert rest(document, qtbot).status == PAUSED


def test_a_slow_run_hears_a_pause_between_its_steps(document: Document, qtbot: QtBot) -> None:
    document.trainer.set_speed(1)
    started(document, qtbot)
    document.trainer.pause()
    qtbot.waitUntil(lambda: not document.trainer.is_busy, timeout=500)
    assert state(document).index == 1


def test_closing_while_it_runs_is_clean_twenty_times(qtbot: QtBot) -> None:
    before = threading.active_count()
    for k in range(20):
        document = Document(Project(Document().network, DATA))
        document.trainer.play(TrainSettings(steps=10**8, batch=None if k % 2 else 8))
        qtbot.wait(k)
        document.close()
        assert not document.trainer.is_busy
    assert threading.active_count() <= before + 1


def test_nothing_happens_before_the_first_play(document: Document) -> None:
    document.trainer.pause()
    document.trainer.rewind()
    document.trainer.scrub(7)
    assert state(document).status == READY
    assert document.undo_stack.count == 0


def test_a_run_by_batches_keeps_enough_to_look_back(qtbot: QtBot) -> None:
    x = np.linspace(-1, 1, 500)
    data = x, np.sin(4 * x)
    course = Course(Document().network, data, TrainSettings(batch=8, steps=2000), None)
    while not course.is_finished:
        course.one_step()
    indices = course.history.indices
    assert len(indices) >= 100
    assert np.max(np.diff(indices)) <= 40
    assert course.history.last_index == 2000


def test_the_best_fit_is_looked_for_while_it_runs(document: Document, qtbot: QtBot) -> None:
    from reluviz.files.project import FitSettings

    started(document, qtbot)
    document.set_view(fit=FitSettings(2))
    qtbot.waitUntil(lambda: document.snapshot.best is not None, timeout=5_000)
    assert document.fits.is_searching
    assert document.in_run
    document.cancel()
    rest(document, qtbot)


def test_at_first_a_run_takes_as_long_as_one_likes_to_watch(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reports.WATCHED_SECONDS == 8
    monkeypatch.setattr(reports, "FIRST_SPEED", reports.WATCHED)
    monkeypatch.setattr(training_course, "WATCHED_SECONDS", 0.4)
    for steps in (10, 400):
        document = Document(Project(through_points([(-1, 0), (0, 1), (1, 0)]), DATA))
        assert state(document).speed == reports.WATCHED
        begin = time.monotonic()
        document.trainer.play(TrainSettings(steps=steps))
        assert rest(document, qtbot).status == FINISHED
        assert time.monotonic() - begin >= 0.35
        document.close()
