"""The document: the current project, gestures, undo, selection, probe, and one signal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from reluviz.core.construct import add_joint, rewrite_right, through_points
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.document.evaluation import Evaluation
from reluviz.document.grabs import Grab, Refusal, grab, joint_steps, step_of
from reluviz.document.items import Draw, Item, Joint, Segment
from reluviz.document.removal import removal
from reluviz.document.snapshot import Notice, Snapshot
from reluviz.files.project import Project

ARTICLE_POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))
ARTICLE_NAME = "The article's example"


def article_project() -> Project:
    """Return the first article's worked example: four points, three ReLUs."""
    return Project(through_points(ARTICLE_POINTS), Target.from_points(ARTICLE_POINTS))


class _Edit(QUndoCommand):
    """Every edit, from a drag to a training run: two immutable projects."""

    def __init__(self, document: Document, text: str, before: Project, after: Project) -> None:
        super().__init__(text)
        self._document = document
        self._before = before
        self._after = after
        self._done = True  # the gesture has shown it already

    def redo(self) -> None:
        if not self._done:
            self._document._restore(self._after)
        self._done = False

    def undo(self) -> None:
        self._document._restore(self._before)


class Document(QObject):
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

    snapshot_changed = Signal(object)

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        name: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        if project is None:
            project, name = article_project(), name or ARTICLE_NAME
        check_showable(project)
        self.undo_stack = QUndoStack(self)
        self.path = path
        self._project = project
        self._name = name
        self._revision = 0
        self._load_number = 0
        self._state = _evaluate(project)
        self._items_of = self._state
        self._before: Evaluation | None = None
        self._gesture: str | None = None
        self._gesture_number = 0
        self._gesture_start = project
        self._grab: Grab | None = None
        self._selection: Item | None = None
        self._hovered: Item | None = None
        self._notice: Notice | None = None
        self._is_publishing = False
        self._is_stale = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.publish)
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
    def snapshot(self) -> Snapshot:
        """The snapshot published last."""
        return self._snapshot

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
        self._gesture_start = self._project
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
        if not _same(start, self._project):
            self.undo_stack.push(_Edit(self, text, start, self._project))
        else:
            self._before = None
        self._touch()

    def cancel(self) -> None:
        """End the gesture and go back to where it began. Without a gesture: nothing."""
        if self._gesture is None:
            return
        self._check_not_rendering()
        self._gesture = self._grab = None
        self._swap(self._gesture_start)
        self._before = None

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
        self.set_network(network, f"change {network.name(parameter)}")

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
        self._edit(replace(self._project, domain=domain), "change domain")

    def set_target(self, target: Target | None, text: str = "change target") -> None:
        """Hold the network against another target, or none."""
        self._edit(replace(self._project, target=target), text)

    def set_project(self, project: Project, text: str) -> None:
        """Replace network, target and domain together, as one undo step."""
        self._edit(project, text)

    def rewrite_right(self) -> None:
        """Replace the network by rays to the right: the same function on the domain."""
        rewritten = rewrite_right(self.network, self._project.domain)
        self.set_network(rewritten, "rewrite as rays to the right")

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
            self.notify(found.reason, "rewrite_right" if found.rewrite_helps else None)
            return False
        self.begin(found.text)
        self._grab = found
        return True

    def move_to(self, x: float, y: float) -> None:
        """Move what is held to (x, y). Without a hold: nothing."""
        if self._grab is not None:
            self._swap(replace(self._project, network=self._grab.move(x, y)))

    def nudge(self, right: float, up: float) -> None:
        """Move the selected joint, segment or parameter by so many steps, as the arrow keys do.

        A parameter follows `up`, or `right` where that is zero. One undo step.
        """
        self.commit()
        self._follow_items()
        item = self._selection
        if isinstance(item, (Joint, Segment)):
            steps = joint_steps(self._state)
            x, y = float(self._state.curve.x[item.index]), float(self._state.curve.y[item.index])
            if self.grab(item, x, y):
                self.move_to(x + right * steps[0], y + up * steps[1])
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
        low, high = self._project.domain
        if not low < x < high:
            self.notify("A joint can be added inside the domain, not at its ends or outside")
            return
        try:
            network, _ = add_joint(self.network, x)
        except ValueError as error:
            self.notify(sentence(error))
            return
        self.set_network(network, "add joint")
        self.select(Joint(int(self._state.curve.x.searchsorted(x))))

    def remove_selected(self) -> None:
        """Remove the selected joint, or the unit of what is selected; a notice if it cannot be."""
        self.commit()
        self._follow_items()
        if self._selection is None:
            return
        found = removal(self._state, self._selection)
        if isinstance(found, Refusal):
            self.notify(found.reason, "rewrite_right" if found.rewrite_helps else None)
            return
        self.select(None)
        self.set_network(found.network, found.text)

    # What is looked at: never an undo step

    def select(self, item: Item | None) -> None:
        """Select an item in all panels. Another one than before clears the ghost."""
        self._check_not_rendering()
        self._follow_items()
        if item is not None and not self._state.has(item):
            item = None
        if item != self._selection:
            self._selection = item
            if not self.in_gesture:
                self._before = None
            self._touch()

    def hover(self, item: Item | None) -> None:
        """Say what the mouse is over, in any panel."""
        self._check_not_rendering()
        self._follow_items()
        if item is not None and not self._state.has(item):
            item = None
        if item != self._hovered:
            self._hovered = item
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
                self._forget_draws()
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
        self._selection = self._hovered = self._before = self._notice = None
        self._load_number += 1
        self._swap(project, keep_view=False)
        self.undo_stack.clear()

    def mark_saved(self, path: Path) -> None:
        """Remember that the current project is in the file `path`."""
        self._check_not_rendering()
        self.path = path
        self.undo_stack.setClean()
        self._touch()

    # The one signal

    def publish(self) -> None:
        """Emit one snapshot if anything changed since the last; called when the queue is empty."""
        self._timer.stop()
        if not self._is_stale:
            return
        self._is_stale = False
        self._snapshot = self._take_snapshot()
        with self._publishing():
            self.snapshot_changed.emit(self._snapshot)

    # Private

    @contextmanager
    def _publishing(self) -> Iterator[None]:
        self._is_publishing = True
        try:
            yield
        finally:
            self._is_publishing = False

    def _check_not_rendering(self) -> None:
        """Called first by all that changes anything, so that a refused change leaves no trace."""
        if self._is_publishing:
            raise RuntimeError("a panel changed the document while it was rendering")

    def _touch(self) -> None:
        """Have a snapshot published soon."""
        self._is_stale = True
        if not self._timer.isActive():
            self._timer.start()

    def _edit(self, project: Project, text: str) -> None:
        if self.in_gesture:
            self._swap(project)
            return
        self.begin(text)
        self._swap(project)
        self.commit()

    def _swap(self, project: Project, keep_view: bool = True) -> None:
        """Make `project` the current one: the only place where the network changes."""
        self._check_not_rendering()
        view = self._project.view if keep_view else project.view
        if not _same(project, self._project):
            self._revision += 1
            self._state = _evaluate(project)
            self._project = project
        self._project = replace(self._project, view=view)
        self._touch()

    def _restore(self, project: Project) -> None:
        """Undo or redo: no ghost, and a gesture under way is dropped."""
        self._check_not_rendering()
        self._gesture = self._grab = None
        self._before = None
        self._swap(project)

    def _forget_draws(self) -> None:
        """Let go of the draws of a cloud that is no longer."""
        if isinstance(self._selection, Draw):
            self._selection = None
        if isinstance(self._hovered, Draw):
            self._hovered = None

    def _follow_items(self) -> None:
        """Let selection and hovered mean the same things as before, in the current network."""
        before, self._items_of = self._items_of, self._state
        if before is not self._state:
            self._selection = self._state.follow(self._selection, before)
            self._hovered = self._state.follow(self._hovered, before)

    def _take_snapshot(self) -> Snapshot:
        self._follow_items()
        return Snapshot(
            revision=self._revision,
            state=self._state,
            before=self._before,
            gesture=self._gesture,
            selection=self._selection,
            hovered=self._hovered,
            view=self._project.view,
            notice=self._notice,
            name=self.path.name if self.path else (self._name or "Untitled"),
            is_modified=self.is_modified,
            load_number=self._load_number,
        )


def check_showable(project: Project) -> None:
    """Raise ValueError if the window cannot show the network of `project`."""
    if not project.network.is_shallow:
        raise ValueError(
            "the window shows networks with one input, one hidden layer of ReLUs and one linear "
            f"output; this one is {project.network!r}"
        )


def sentence(error: Exception) -> str:
    """Return what an error says, with a capital letter."""
    text = str(error)
    return text[:1].upper() + text[1:]


def _evaluate(project: Project) -> Evaluation:
    return Evaluation(project.network, project.domain, project.target)


def _same(first: Project, second: Project) -> bool:
    """Whether two projects differ in their view at most."""
    if first.network is not second.network and first.network != second.network:
        return False
    return first.domain == second.domain and first.target == second.target
