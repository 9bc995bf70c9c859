"""The document: the current project, gestures, undo, selection, probe, and one signal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.document.commands import Edit
from reluviz.document.evaluation import Evaluation
from reluviz.document.grabs import (
    CLEAN,
    EXACT,
    Grab,
    Place,
    Refusal,
    grab,
    joint_steps,
    step_of,
)
from reluviz.document.items import Item, Joint, Segment
from reluviz.document.joints import addition, removal
from reluviz.document.links import (
    UNBROKEN,
    Broken,
    Relinking,
    Version,
    kept,
    still_broken,
    with_link,
    without_link,
)
from reluviz.document.pointing import Pointing
from reluviz.document.publisher import Publisher
from reluviz.document.snapshot import Notice, Snapshot
from reluviz.files.examples import load_example
from reluviz.files.project import Project

EXAMPLE, EXAMPLE_NAME = "relu-by-hand", "The article's example"
"""What a document begins with."""


class Document(Publisher):
    """Owns the state; everything else shows it or asks to change it.

    Parameters
    ----------
    project : Project, optional
        What to begin with; the article's example if left out.
    path : Path, optional
        The file it came from.
    name : str, optional
        A name for titles while there is no file.
    parent : QObject, optional
        Qt parent.

    Raises
    ------
    ValueError
        If the window cannot show the project's network.
    """

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        name: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        if project is None:
            project, name = load_example(EXAMPLE), name or EXAMPLE_NAME
        check_showable(project)
        self.undo_stack = QUndoStack(self)
        self.path = path
        self._project = project
        self._broken = UNBROKEN
        self._name = name
        self._revision = 0
        self._load_number = 0
        self._state = _evaluate(project)
        self._pointing = Pointing(self._state)
        self._before: Evaluation | None = None
        self._gesture: str | None = None
        self._gesture_number = 0
        self._gesture_start = Version(project)
        self._grab: Grab | None = None
        self._notice: Notice | None = None
        self.undo_stack.cleanChanged.connect(self._touch)
        self._snapshot = self._take_snapshot()

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
    def state(self) -> Evaluation:
        """The current network with what follows from it, published or not."""
        return self._state

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    @property
    def gesture_number(self) -> int:
        """Number of the gesture begun last: tells one's own gesture from a later one."""
        return self._gesture_number

    @property
    def is_modified(self) -> bool:
        """Whether there are changes that are not saved."""
        return not self.undo_stack.isClean()

    # Gestures and edits

    def begin(self, text: str) -> None:
        """Begin a gesture called `text`; the one under way, if any, is committed first."""
        self._check_not_rendering()
        self.commit()
        self._gesture = text
        self._gesture_number += 1
        self._gesture_start = Version(self._project, self._broken)
        self._before = self._state
        self._notice = None
        self._touch()

    def commit(self) -> None:
        """End the gesture: one undo step, unless nothing changed. Without a gesture: nothing."""
        if self._gesture is None:
            return
        self._check_not_rendering()
        text, start = self._gesture, self._gesture_start
        self._gesture = self._grab = None
        if _same(start.project, self._project):
            self._before, self._broken = None, start.broken
        else:
            self._broken = still_broken(self._broken, self.network)
            after = Version(self._project, self._broken)
            self.undo_stack.push(Edit(text, start, after, self._restore))
        self._touch()

    def cancel(self) -> None:
        """End the gesture and go back to where it began. Without a gesture: nothing."""
        if self._gesture is None:
            return
        self._check_not_rendering()
        self._restore(self._gesture_start)

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
        """Look at another interval of x.

        Raises
        ------
        ValueError
            If it is not an interval.
        """
        self._edit(replace(self._project, domain=domain), "change domain", self._broken)

    def set_target(self, target: Target | None, text: str = "change target") -> None:
        """Hold the network against another target, or none."""
        self._edit(replace(self._project, target=target), text, self._broken)

    def set_project(self, project: Project, text: str) -> None:
        """Replace network, target and domain together, as one undo step."""
        self._edit(project, text)

    def break_link(self, parameter: ParameterId) -> None:
        """Cut a link: its weight becomes zero and is remembered. A notice if it cannot be."""
        self.commit()
        self._relink(without_link(self.network, self._broken, parameter))

    def mend_link(self, parameter: ParameterId) -> None:
        """Give a cut link its weight back; a notice if it was not cut."""
        self.commit()
        self._relink(with_link(self.network, self._broken, parameter))

    # The hand on the curve

    def grab(self, item: Item, x: float, y: float) -> bool:
        """Take hold of a joint or segment at (x, y): begins a gesture and selects the item.

        Returns
        -------
        bool
            False if it cannot be moved; then a notice says why and what would help.
        """
        self.commit()
        self.select(item)
        found = grab(self._state, item, self._project.view.drag_mode, (x, y))
        if isinstance(found, Refusal):
            self._refuse(found)
            return False
        self.begin(found.text)
        self._grab = found
        return True

    def move_to(self, x: float, y: float, resolution: Place = EXACT) -> None:
        """Move what is held to (x, y), told apart from its neighbours by `resolution`.

        Without a hold: nothing.
        """
        if self._grab is not None:
            network = self._grab.move(x, y, resolution)
            self._swap(replace(self._project, network=network), self._broken)

    def nudge(self, right: float, up: float) -> None:
        """Move the selected joint, segment or parameter by so many steps, as the arrow keys do.

        A parameter follows `up`, or `right` where that is zero. One undo step.
        """
        self.commit()
        self._pointing.follow(self._state)
        item = self._pointing.selection
        if isinstance(item, (Joint, Segment)):
            steps = joint_steps(self._state)
            x, y = float(self._state.curve.x[item.index]), float(self._state.curve.y[item.index])
            if self.grab(item, x, y):
                clean = CLEAN * steps[0], CLEAN * steps[1]
                self.move_to(x + right * steps[0], y + up * steps[1], clean)
                self.commit()
            return
        parameter = self._state.parameter_of(item, self._project.view.drag_mode)
        if parameter is not None:
            step = step_of(self._state, parameter) * (up or right)
            # Steps of a nice size should give nice numbers: 0.3, not 0.30000000000000004.
            value = float(f"{self.network.value(parameter) + step:.12g}")
            self.set_parameter(parameter, value)

    def add_joint(self, x: float) -> None:
        """Add a joint at `x` and select it; the curve does not change. A notice if it cannot be."""
        self.commit()
        found = addition(self._state, x)
        if isinstance(found, Refusal):
            self._refuse(found)
            return
        self.set_network(found.network, found.text)
        self.select(Joint(int(self._state.curve.x.searchsorted(x))))

    def remove_selected(self) -> None:
        """Remove the selected joint, or the unit of what is selected; a notice if it cannot be."""
        self.commit()
        self._pointing.follow(self._state)
        if self._pointing.selection is None:
            return
        found = removal(self._state, self._pointing.selection)
        if isinstance(found, Refusal):
            self._refuse(found)
            return
        self.select(None)
        self.set_network(found.network, found.text)

    # What is looked at: never an undo step

    def select(self, item: Item | None) -> None:
        """Select an item in all panels. Another one than before clears the ghost."""
        self._check_not_rendering()
        self._pointing.follow(self._state)
        if self._pointing.select(item):
            if not self.in_gesture:
                self._before = None
            self._touch()

    def hover(self, item: Item | None) -> None:
        """Say what the mouse is over, in any panel."""
        self._check_not_rendering()
        self._pointing.follow(self._state)
        if self._pointing.hover(item):
            self._touch()

    def set_probe(self, x: float | None) -> None:
        """Show live values at `x`; None for the middle of the domain."""
        self.set_view(probe=x)

    def set_view(self, **changes: object) -> None:
        """Change fields of the `View`.

        Raises
        ------
        ValueError
            If a value is not possible.
        """
        self._check_not_rendering()
        view = replace(self._project.view, **changes)  # type: ignore[arg-type]
        if view != self._project.view:
            if view.perturbation != self._project.view.perturbation:
                self._pointing.forget_draws()
            self._project = replace(self._project, view=view)
            self._touch()

    def notify(self, text: str | None, action: str | None = None) -> None:
        """Show a sentence to the user, with the action that would help; None takes it away."""
        self._check_not_rendering()
        notice = None if text is None else Notice(text, action)
        if notice != self._notice:
            self._notice = notice
            self._touch()

    # Files

    def load(self, project: Project, path: Path | None, name: str | None = None) -> None:
        """Show another project and forget the steps of the one before.

        Raises
        ------
        ValueError
            If the window cannot show its network; then nothing has changed.
        """
        self._check_not_rendering()
        check_showable(project)
        self.cancel()
        self.path, self._name = path, name
        self._pointing.clear()
        self._before = self._notice = None
        self._load_number += 1
        self._swap(project, UNBROKEN, keep_view=False)
        self._broken = UNBROKEN
        self.undo_stack.clear()

    def mark_saved(self, path: Path) -> None:
        """Remember that the current project is in the file `path`."""
        self._check_not_rendering()
        self.path = path
        self.undo_stack.setClean()
        self._touch()

    # Private

    def _refuse(self, refusal: Refusal) -> None:
        self.notify(refusal.reason, "rewrite_right" if refusal.rewrite_helps else None)

    def _relink(self, found: Relinking | Refusal) -> None:
        if isinstance(found, Refusal):
            self._refuse(found)
        else:
            self._edit(replace(self._project, network=found.network), found.text, found.broken)

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
        view = self._project.view if keep_view else project.view
        if not _same(project, self._project):
            self._revision += 1
            self._broken = kept(broken, self.network, project.network)
            self._state = _evaluate(project)
            self._project = project
        self._project = replace(self._project, view=view)
        self._touch()

    def _restore(self, version: Version) -> None:
        """Undo, redo or cancel: no ghost, and a gesture under way is dropped."""
        self._check_not_rendering()
        self._gesture = self._grab = None
        self._before = None
        self._swap(version.project, version.broken)
        self._broken = version.broken

    def _take_snapshot(self) -> Snapshot:
        self._pointing.follow(self._state)
        return Snapshot(
            revision=self._revision,
            state=self._state,
            before=self._before,
            gesture=self._gesture,
            selection=self._pointing.selection,
            hovered=self._pointing.hovered,
            view=self._project.view,
            notice=self._notice,
            name=self.path.name if self.path else (self._name or "Untitled"),
            is_modified=self.is_modified,
            load_number=self._load_number,
            broken=still_broken(self._broken, self.network),
        )


def check_showable(project: Project) -> None:
    """Raise ValueError if the window cannot show the network of `project`."""
    if not project.network.is_shallow:
        raise ValueError(
            "the window shows networks with one input, one hidden layer of ReLUs and one linear "
            f"output; this one is {project.network!r}"
        )


def _evaluate(project: Project) -> Evaluation:
    return Evaluation(project.network, project.domain, project.target)


def _same(first: Project, second: Project) -> bool:
    """Whether two projects differ in their view at most."""
    if first.network is not second.network and first.network != second.network:
        return False
    return first.domain == second.domain and first.target == second.target
