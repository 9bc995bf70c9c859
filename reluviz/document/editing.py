"""The current project and its undo steps: gestures, edits, and going back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject

from reluviz.core.formula_targets import on_domain
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.core.truth_table import TruthTable
from reluviz.core.words import sentence
from reluviz.document.holds import RefusedError
from reluviz.document.links import UNBROKEN, Broken, Version, kept, still_broken
from reluviz.document.publisher import Publisher
from reluviz.document.snapshot import Notice
from reluviz.document.state import State, check_showable, evaluate
from reluviz.document.undo import UndoStack
from reluviz.files.project import Project


class Gesture:
    """What one hand does from press to release, or a run from start to pause: one undo step.

    It is over when it is committed or cancelled, or another begins; then nothing here does
    anything, so whoever has begun it need not know.
    """

    def __init__(self, document: Editing, text: str, start: Version, is_run: bool) -> None:
        self._document = document
        self.text = text
        self.start = start
        self.is_run = is_run

    @property
    def is_open(self) -> bool:
        """Whether it is the one under way."""
        return self._document.gesture is self

    def set(self, parameter: ParameterId, value: float) -> None:
        """Give a parameter a value.

        Raises
        ------
        ValueError
            If `value` is not possible.
        """
        if self.is_open:
            self._document.set_parameter(parameter, value)

    def commit(self) -> None:
        """End it."""
        if self.is_open:
            self._document.commit()

    def cancel(self) -> None:
        """End it and go back to where it began."""
        if self.is_open:
            self._document.cancel()


class Editing(Publisher):
    """Owns the project. Every change of it is a gesture, and every gesture one undo step.

    Parameters
    ----------
    project : Project
        What to begin with.

    Raises
    ------
    ValueError
        If the window cannot show the project's network.
    """

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        check_showable(project)
        self.undo_stack = UndoStack(self._restore, self)
        self._project = project
        self._broken = UNBROKEN
        self._revision = 0
        self._state: State = evaluate(project)
        self._before: State | None = None
        self.gesture: Gesture | None = None
        """What is under way."""
        self._notice: Notice | None = None
        self.undo_stack.changed.connect(self.touch)

    # What there is

    @property
    def project(self) -> Project:
        """The current project, with its view."""
        return self._project

    @property
    def network(self) -> Network:
        """The current network, also in the middle of a gesture."""
        return self._project.network

    @property
    def state(self) -> State:
        """The current network with what follows from it, published or not."""
        return self._state

    @property
    def is_ahead(self) -> bool:
        """Whether the panels still show another network, and no hand is busy changing it."""
        return self._snapshot.state is not self._state and not self.in_gesture

    @property
    def in_gesture(self) -> bool:
        """Whether a hand is in the middle of a gesture. A run is none: a hand may take over."""
        return self.gesture is not None and not self.gesture.is_run

    @property
    def in_run(self) -> bool:
        """Whether a run is under way: a gesture that no hand makes."""
        return self.gesture is not None and self.gesture.is_run

    @property
    def is_modified(self) -> bool:
        """Whether there are changes that are not saved."""
        return not self.undo_stack.is_clean

    # Gestures and edits

    def begin(self, text: str, is_run: bool = False) -> Gesture:
        """Begin a gesture called `text`; the one under way, if any, is committed first.

        A run is a gesture that no hand makes, such as a training; every edit by hand ends it.
        """
        self._check_not_rendering()
        self.commit()
        self.gesture = Gesture(self, text, Version(self._project, self._broken), is_run)
        self._before = self._state
        self._notice = None
        self.touch()
        return self.gesture

    @contextmanager
    def trying(self, about: str = "") -> Iterator[None]:
        """Do what may be refused; a notice says why it is, of what if that is given."""
        try:
            yield
        except (ValueError, ArithmeticError) as error:
            helps = isinstance(error, RefusedError) and error.rewrite_helps
            text = f"{about}: {error}" if about else sentence(error)
            self.notify(text, "rewrite_right" if helps else None)

    def notify(self, text: str | None, action: str | None = None) -> None:
        """Show a sentence to the user, with the action that would help; None takes it away."""
        self.when_rendered(lambda: self._notify(text, action))

    def _notify(self, text: str | None, action: str | None) -> None:
        notice = None if text is None else Notice(text, action)
        if notice != self._notice:
            self._notice = notice
            self.touch()

    def show_in_run(self, network: Network) -> None:
        """Show a network of the run under way; without a run: nothing."""
        if self.in_run:
            self._swap(replace(self._project, network=network), self._broken)

    def commit(self) -> None:
        """End the gesture: one undo step, unless nothing changed. Without a gesture: nothing."""
        if self.gesture is None:
            return
        self._check_not_rendering()
        text, start = self.gesture.text, self.gesture.start
        self.gesture = None
        if _same(start.project, self._project):
            self._before, self._broken = None, start.broken
        else:
            self._broken = still_broken(self._broken, self.network)
            after = Version(self._project, self._broken)
            self.undo_stack.push(text, start, after)
        self.touch()

    def cancel(self) -> None:
        """End the gesture and go back to where it began. Without a gesture: nothing."""
        if self.gesture is None:
            return
        self._check_not_rendering()
        self._restore(self.gesture.start)

    def take_up_run(self) -> Gesture:
        """Go on with the run committed last: its undo step is taken back, its end kept."""
        self.commit()
        end, text = Version(self._project, self._broken), self.undo_stack.undo_text
        self.undo_stack.undo()
        gesture = self.begin(text, is_run=True)
        self._swap(end.project, end.broken)
        return gesture

    def undo(self) -> None:
        """Undo the last step. A gesture under way is a step: it is committed first."""
        self.commit()
        self.undo_stack.undo()

    def redo(self) -> None:
        """Redo the step undone last; a gesture under way is committed first."""
        self.commit()
        self.undo_stack.redo()

    def set_parameter(self, parameter: ParameterId, value: float) -> None:
        """Give one parameter a value. Outside a gesture this is an undo step of its own.

        Raises
        ------
        ValueError
            If `value` is not finite.
        """
        network = self.network.with_value(parameter, value)
        project = replace(self._project, network=network)
        self._edit(project, f"change {network.name(parameter)}", self._broken)

    def set_network(self, network: Network, text: str = "change network") -> None:
        """Replace the network. Outside a gesture this is an undo step called `text`."""
        self._edit(replace(self._project, network=network), text)

    def set_domain(self, domain: Domain) -> None:
        """Look at another interval of x; a target that is a formula is sampled there.

        Raises
        ------
        ValueError
            If it is not an interval, or the formula has no values on it.
        """
        changed = replace(self._project, domain=domain)
        changed = replace(changed, target=on_domain(changed.target, changed.domain))
        self._edit(changed, "change domain", self._broken)

    def set_target(self, target: Target | None, text: str = "change target") -> None:
        """Hold the network against another target, or none."""
        self._edit(replace(self._project, target=target), text, self._broken)

    def set_table(self, table: TruthTable | None, text: str = "change truth table") -> None:
        """Hold a layered network against other rows, or none."""
        self._edit(replace(self._project, table=table), text, self._broken)

    def set_box(self, box: tuple[Domain, ...]) -> None:
        """Look at other intervals of the inputs.

        Raises
        ------
        ValueError
            If one is not an interval.
        """
        changed = replace(self._project, domain=box[0], others=box[1:])
        self._edit(changed, "change domain", self._broken)

    def set_project(self, project: Project, text: str) -> None:
        """Replace network, target and domain together, as one undo step."""
        self._edit(project, text)

    # Private

    def _edit(self, project: Project, text: str, broken: Broken = UNBROKEN) -> None:
        if self.in_gesture:
            self._swap(project, broken)
            return
        self.begin(text)
        self._swap(project, broken)
        self.commit()

    def _swap(self, project: Project, broken: Broken, keep_view: bool = True) -> None:
        """Make `project` the current one: the only place where the network changes."""
        self._check_not_rendering()
        kept_view = self._project if keep_view else project
        view, runs = kept_view.view, kept_view.runs
        if not _same(project, self._project):
            self._revision += 1
            self._broken = kept(broken, self.network, project.network)
            self._state = evaluate(project)
            self._project = project
        self._project = replace(self._project, view=view, runs=runs)
        self.touch()

    def _restore(self, version: Version) -> None:
        """Undo, redo or cancel: no ghost, and a gesture under way is dropped."""
        self._check_not_rendering()
        self.gesture = None
        self._before = None
        self._swap(version.project, version.broken)
        self._broken = version.broken


def _same(first: Project, second: Project) -> bool:
    """Whether two projects differ in their view and runs at most."""
    if first.network is not second.network and first.network != second.network:
        return False
    if (first.domain, first.others) != (second.domain, second.others):
        return False
    return first.target == second.target and first.table == second.table
