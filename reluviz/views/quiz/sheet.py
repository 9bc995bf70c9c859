"""One question of the quiz with what was painted, and the result when it was checked. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reluviz.core.influence import Influence, Intervals
from reluviz.core.network import LARGEST_VALUE, Network
from reluviz.core.piecewise import Domain, PiecewiseLinear, exact_curve
from reluviz.core.quiz import Question, erase, is_right, paint, questions, score
from reluviz.core.quiz_words import explanation, verdict
from reluviz.document.state import State

STEPS = 10
"""The arrow keys go through the domain in so many steps."""


@dataclass(frozen=True, eq=False)
class Result:
    """A question that was checked.

    Parameters
    ----------
    before : State
        What it was asked about.
    changed : Network
        The network after the change.
    curve : PiecewiseLinear
        Its curve.
    answer : Influence
        What moves.
    overlap : float
        How well that was painted, 0 to 1.
    text : str
        Verdict and explanation.
    """

    before: State
    changed: Network
    curve: PiecewiseLinear
    answer: Influence
    overlap: float
    text: str

    def is_about(self, state: State) -> bool:
        """Whether `state` is what was asked about, or what the change makes of it."""
        known = (self.before.network, self.changed)
        return state.domain == self.before.domain and any(state.network is net for net in known)


@dataclass(frozen=True, eq=False)
class Sheet:
    """One question on one network.

    Parameters
    ----------
    question : Question
        What is asked.
    painted : tuple of (float, float)
        The intervals painted so far, left to right.
    result : Result or None
        Present when it was checked.
    """

    question: Question
    painted: Intervals = ()
    result: Result | None = None

    def stroked(self, interval: Domain, is_erasing: bool) -> Sheet:
        """Return the sheet after a stroke over `interval`; no change once it was checked."""
        if self.result is not None:
            return self
        change = erase if is_erasing else paint
        return replace(self, painted=change(self.painted, interval))

    def stepped(self, direction: int, is_shrinking: bool, domain: Domain) -> Sheet:
        """Return the sheet after an arrow key: an end moves by a tenth of the domain.

        To the right (`direction` 1) the right end of the last interval goes out, or its left end
        in if `is_shrinking`; to the left the other way round. The first step starts at the end of
        the domain.
        """
        low, high = domain
        step = direction * (high - low) / STEPS
        if not self.painted:
            if is_shrinking:
                return self
            return self.stroked((low, low + step) if direction > 0 else (high + step, high), False)
        left, right = self.painted[-1]
        if is_shrinking:
            inner = (left, left + step) if direction > 0 else (right + step, right)
            return self.stroked(inner, True)
        outer = (right, min(high, right + step)) if direction > 0 else (max(low, left + step), left)
        return self.stroked(outer, False)

    def checked(self, state: State) -> Sheet:
        """Return the sheet with the result."""
        domain, question = state.domain, self.question
        answer, changed = question.answer(state.network, domain), question.changed(state.network)
        overlap = score(self.painted, answer.intervals, domain)
        why = explanation(state.network, question, answer, domain)
        text = f"{verdict(overlap, self.painted)} {why}"
        curve = exact_curve(changed, domain)
        return replace(self, result=Result(state, changed, curve, answer, overlap, text))

    def following(self, state: State) -> Sheet | None:
        """Return the sheet after the network has changed; None if the question is no more."""
        if self.result is not None and self.result.is_about(state):
            return self
        parameter = self.question.parameter
        if not state.has(parameter):
            return None
        if not abs(state.network.value(parameter) + self.question.delta) <= LARGEST_VALUE:
            return None
        low, high = state.domain
        inside = ((max(low, a), min(high, b)) for a, b in self.painted)
        return Sheet(self.question, tuple((a, b) for a, b in inside if a < b))


class Quiz:
    """Asks one question after the other, and counts.

    Parameters
    ----------
    state : State
        What is asked about first.
    seed : int
        The same seed asks the same.
    """

    def __init__(self, state: State, seed: int) -> None:
        self.right = self.answered = 0
        self._seed = seed
        self._asked_of: tuple[Network, Domain] | None = None
        self._questions: Iterator[Question] = iter(())
        self.sheet = Sheet(self._ask(state))

    def follow(self, state: State) -> None:
        """Keep the question if it still can be asked, else ask another one."""
        sheet = self.sheet.following(state)
        if sheet is None:
            self.ask_next(state)
        else:
            self.sheet = sheet

    def ask_next(self, state: State) -> None:
        """Ask another question, about another parameter."""
        before = self.sheet.question
        question = self._ask(state)
        if question.parameter == before.parameter:
            question = self._ask(state)
        self.sheet = Sheet(question)

    def check(self, state: State) -> None:
        """Compare what was painted with what moves. Once for each question."""
        if self.sheet.result is None:
            self.sheet = self.sheet.checked(state)
            self.answered += 1
            if self.sheet.result is not None and is_right(self.sheet.result.overlap):
                self.right += 1

    def _ask(self, state: State) -> Question:
        """The next question on the network; other ones than before after it has changed."""
        of = self._asked_of
        if of is None or of[0] is not state.network or of[1] != state.domain:
            self._asked_of = (state.network, state.domain)
            self._questions = questions(state.network, state.domain, self._seed + self.answered)
        return next(self._questions)
