"""The best fit beside the network: at once while the hand moves, well when it rests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.fitting import fit, fit_curve, fit_tolerance
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import TargetPoint
from reluviz.files.project import FitSettings

RANDOM = np.random.default_rng(4)
X = np.sort(RANDOM.uniform(-1, 1, 60))
DATA = Target.from_data(X, np.sin(4 * X) + RANDOM.normal(0, 0.1, 60))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short search."""
    monkeypatch.setattr("reluviz.document.fit_follower.UP_TO", 12)


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.set_target(DATA)
    yield document
    document.close()


def settled(document: Document, qtbot: QtBot) -> None:
    document.publish()

    def is_settled() -> bool:
        best = document.snapshot.best
        return best is not None and best.is_settled

    qtbot.waitUntil(is_settled, timeout=20_000)


def test_nothing_is_fitted_before_it_is_asked_for(document: Document) -> None:
    document.publish()
    assert document.snapshot.best is None


def test_a_fit_is_there_at_once_and_soon_the_best(document: Document, qtbot: QtBot) -> None:
    document.set_view(fit=FitSettings(5))
    document.publish()
    first = document.snapshot.best
    assert first is not None
    assert first.fit is not None
    assert not first.is_settled
    settled(document, qtbot)
    best = document.snapshot.best
    assert best is not None
    assert best.fit is not None
    assert best.errors is not None
    expected = fit(DATA.x, DATA.y, 5)
    assert best.fit.squared_error <= 1.0001 * expected.squared_error
    assert first.fit.squared_error >= best.fit.squared_error
    curve = fit_curve(DATA.x, DATA.y, 12)
    assert best.errors.squared_errors == pytest.approx(curve.squared_errors)


def test_it_follows_a_point_that_is_dragged_and_is_polished_at_rest(
    document: Document, qtbot: QtBot
) -> None:
    document.set_view(fit=FitSettings(4), drag_mode="target")
    settled(document, qtbot)
    before = document.snapshot.best
    assert document.grab(TargetPoint(30), float(DATA.x[30]), float(DATA.y[30]))
    document.move_to(float(DATA.x[30]), 6.0)
    document.publish()
    moving = document.snapshot.best
    assert moving is not before
    assert moving is not None
    assert moving.fit is not None
    assert not moving.is_settled
    assert document.project.target is not None
    target = document.project.target
    errors = moving.fit.curve(target.x) - target.y
    assert moving.fit.squared_error == pytest.approx(float(errors @ errors))
    document.commit()
    settled(document, qtbot)
    rested = document.snapshot.best
    assert rested is not None
    assert rested.fit is not None
    assert rested.fit.squared_error <= moving.fit.squared_error * (1 + 1e-9)


def test_the_same_answer_is_the_same_object(document: Document, qtbot: QtBot) -> None:
    document.set_view(fit=FitSettings(3))
    settled(document, qtbot)
    best = document.snapshot.best
    document.set_parameter(document.network.parameter("w1"), 9.0)
    document.publish()
    assert document.snapshot.best is best


def test_another_number_of_units_is_known_at_once(document: Document, qtbot: QtBot) -> None:
    document.set_view(fit=FitSettings(3))
    settled(document, qtbot)
    document.set_view(fit=FitSettings(12))
    document.publish()
    best = document.snapshot.best
    assert best is not None
    assert best.fit is not None
    assert best.is_settled
    assert best.fit.units == 12


def test_a_target_beside_the_domain_is_a_problem_in_words(document: Document) -> None:
    document.set_view(fit=FitSettings(3))
    document.set_domain((5, 6))
    document.publish()
    best = document.snapshot.best
    assert best is not None
    assert best.fit is None
    assert "fewer than two points" in best.problem


def test_the_smallest_largest_error_is_found_too(document: Document, qtbot: QtBot) -> None:
    document.set_view(fit=FitSettings(4, "max"))
    settled(document, qtbot)
    best = document.snapshot.best
    assert best is not None
    assert best.fit is not None
    assert best.fit.optimal
    assert best.fit.max_error == pytest.approx(fit(DATA.x, DATA.y, 4, "max").max_error)


def test_closing_while_it_searches_is_quick(document: Document, qtbot: QtBot) -> None:
    x = np.linspace(0, 10, 50_000)
    document.set_target(Target.from_data(x, np.sin(x)))
    document.set_domain((0, 10))
    document.set_view(fit=FitSettings(20))
    document.publish()
    qtbot.wait(30)
    document.close()
    assert not document.fits.is_searching


def answered(document: Document, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: not document.fits.is_searching, timeout=20_000)
    document.publish()
    notice = document.snapshot.notice
    return "" if notice is None else notice.text


def test_the_fewest_units_for_an_error_are_found_and_shown(
    document: Document, qtbot: QtBot
) -> None:
    document.set_view(fit=FitSettings(2, "max"))
    document.publish()
    document.fits.find_fewest(0.3)
    document.publish()
    assert document.snapshot.best is not None
    assert document.snapshot.best.allowed == 0.3
    text = answered(document, qtbot)
    expected = fit_tolerance(DATA.x, DATA.y, 0.3).units
    assert document.project.view.fit == FitSettings(expected, "max")
    assert (
        text == f"{expected} ReLUs are enough for a largest error of at most 0.3, and fewer are not"
    )
    assert document.snapshot.best.allowed is None


def test_an_error_that_cannot_be_reached_is_explained(document: Document, qtbot: QtBot) -> None:
    document.set_target(Target.from_data([0, 0, 1], [0, 1, 0]))
    document.set_view(fit=FitSettings(2))
    document.publish()
    document.fits.find_fewest(0.1)
    assert answered(document, qtbot).startswith("No curve can have a largest error of 0.1")
    assert document.project.view.fit == FitSettings(2)


def test_more_units_than_can_be_shown_are_said(document: Document, qtbot: QtBot) -> None:
    x = np.linspace(-1, 1, 301)
    document.set_target(Target.from_data(x, np.arange(301) % 2))
    document.set_view(fit=FitSettings(2))
    document.publish()
    document.fits.find_fewest(0.1)
    assert answered(document, qtbot).startswith("It takes 300 ReLUs")
    assert document.project.view.fit == FitSettings(2)


def test_nothing_is_counted_without_a_target(document: Document) -> None:
    document.set_target(None)
    document.set_view(fit=FitSettings(2))
    document.publish()
    document.fits.find_fewest(0.1)
    assert not document.fits.is_searching


def test_all_errors_are_shown_roughly_before_they_are_found(
    document: Document, qtbot: QtBot
) -> None:
    document.set_view(fit=FitSettings(5))
    document.publish()

    def has_errors() -> bool:
        best = document.snapshot.best
        return best is not None and best.errors is not None

    qtbot.waitUntil(has_errors, timeout=10_000)
    best = document.snapshot.best
    assert best is not None
    assert best.errors is not None
    assert len(best.errors) == 12
    assert np.all(np.diff(best.errors.squared_errors) <= 0)
    assert best.errors[5] is best.fit
    rough = best.errors.squared_errors
    settled(document, qtbot)
    best = document.snapshot.best
    assert best is not None
    assert best.errors is not None
    assert np.all(best.errors.squared_errors <= rough * (1 + 1e-9))
