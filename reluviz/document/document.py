"""The document: the current project, gestures, undo, selection, probe, and one signal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from reluviz.core.network import Network, ParameterId
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.document.arrow_steps import joint_steps, step_of
from reluviz.document.comparison import Comparison
from reluviz.document.editing import Editing, Gesture
from reluviz.document.fit_follower import FitFollower
from reluviz.document.grabs import addition, grab, removal
from reluviz.document.holds import CLEAN, EXACT, Grab, Place, RefusedError
from reluviz.document.items import Item, Joint, Row, Segment, TargetPoint
from reluviz.document.lesson_follower import LessonFollower
from reluviz.document.links import UNBROKEN, still_broken, with_link, without_link
from reluviz.document.output_fitter import OutputFitter
from reluviz.document.pointing import Pointing
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State, check_showable
from reluviz.document.sweeper import Sweeper
from reluviz.document.target_grabs import with_point, without_point
from reluviz.document.trainer import Trainer
from reluviz.files.examples import load_example
from reluviz.files.project import Project

__all__ = ["EXAMPLE", "EXAMPLE_NAME", "Document", "check_showable"]

EXAMPLE, EXAMPLE_NAME = "relu-by-hand", "The article's example"
"""What a document begins with."""


class Document(Editing):
    """Owns the state; everything else shows it or asks to change it.

    Parameters
    ----------
    project : Project, optional
        What to begin with; the article's example if left out.
    path : Path, optional
        The file it came from.
    name : str, optional
        A name for titles while there is no file.

    Raises
    ------
    ValueError
        If the window cannot show the project's network.

    Attributes
    ----------
    fits : FitFollower
        Finds the best fit.
    weights : OutputFitter
        Finds the best output weights.
    trainer : Trainer
        Trains the network.
    sweeper : Sweeper
        Trains many networks.
    lesson : LessonFollower
        The lesson that is open, if any.
    """

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        name: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        self._is_given = project is None
        if project is None:
            project, name = load_example(EXAMPLE), name or EXAMPLE_NAME
        super().__init__(project, parent)
        self.path = path
        self._name = name
        self._saved_runs = _facts(project.runs)
        self._load_number = 0
        self._pointing = Pointing(self._state)
        self._held: tuple[Grab, Gesture] | None = None
        self._comparison = Comparison()
        self.fits = FitFollower(self)
        self.weights = OutputFitter(self)
        self.trainer = Trainer(self)
        self.sweeper = Sweeper(self)
        self.lesson = LessonFollower(self)
        self._snapshot = self._take_snapshot()

    # What it is

    @property
    def name(self) -> str:
        """Name for titles: that of the file, if there is one."""
        return self.path.name if self.path else (self._name or "Untitled")

    @property
    def load_number(self) -> int:
        """Counts up when another project is loaded."""
        return self._load_number

    @property
    def is_given(self) -> bool:
        """Whether it came with the program, as examples and lessons do, and has no file yet."""
        return self._is_given and self.path is None

    @property
    def has_new_runs(self) -> bool:
        """Whether networks were kept, dropped or renamed that are not saved so."""
        return _facts(self._project.runs) != self._saved_runs

    @property
    def is_modified(self) -> bool:
        """Whether there are changes that are not saved."""
        return super().is_modified or self.has_new_runs

    @property
    def has_work(self) -> bool:
        """Whether something would be lost now, be it in the middle of a gesture or a training."""
        return self.is_modified or self.gesture is not None

    # Links

    def break_link(self, parameter: ParameterId) -> None:
        """Cut a link: its weight becomes zero and is remembered. A notice if it cannot be."""
        self.commit()
        with self.trying():
            found = without_link(self.network, self._broken, parameter)
            self._edit(replace(self._project, network=found.network), found.text, found.broken)

    def mend_link(self, parameter: ParameterId) -> None:
        """Give a cut link its weight back; a notice if it was not cut."""
        self.commit()
        with self.trying():
            found = with_link(self.network, self._broken, parameter)
            self._edit(replace(self._project, network=found.network), found.text, found.broken)

    # The hand on the curve

    def grab(self, item: Item, x: float, y: float) -> Gesture | None:
        """Take hold of a joint or segment at (x, y): begins a gesture and selects the item.

        None if it cannot be moved; then a notice says why and what would help.
        """
        self.commit()
        self.select(item)
        if self._pointing.selection != item or not self._state.has_joints:
            return None  # gone, before the panel could show it
        with self.trying():
            found = grab(self._state, item, self._project.view.drag_mode, (x, y))
            self._held = found, self.begin(found.text)
            return self._held[1]
        return None

    @property
    def held(self) -> Grab | None:
        """What the hand holds that took hold last."""
        return None if self._held is None else self._held[0]

    def move_to(self, x: float, y: float, resolution: Place = EXACT) -> None:
        """Move what is held to (x, y), told apart from its neighbours by `resolution`.

        Without a hold: nothing.
        """
        if self._held is None or not self._held[1].is_open:
            return
        found = self._held[0].move(x, y, resolution)
        if isinstance(found, Target):
            self._swap(replace(self._project, target=found), self._broken)
        else:
            self._swap(replace(self._project, network=found), self._broken)

    def nudge(self, right: float, up: float) -> None:
        """Move the selected joint, segment or parameter by so many steps, as the arrow keys do.

        A parameter follows `up`, or `right` where that is zero. One undo step.
        """
        self.commit()
        self._pointing.follow(self._state)
        item = self._pointing.selection
        if isinstance(item, (Joint, Segment, TargetPoint)):
            steps, (x, y) = joint_steps(self.state), self.state.place_of(item)
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
        with self.trying():
            found = addition(self.state, x)
            self.set_network(found.network, found.text)
            self.select(Joint(int(self.state.curve.x.searchsorted(x))))

    def add_target_point(self, x: float, y: float) -> None:
        """Add a point to the target and select it. A notice if it cannot be."""
        self.commit()
        with self.trying():
            found, index = with_point(self._project.target, (x, y))
            self.set_target(found, "add point of the target")
            self.select(TargetPoint(index))

    def remove_selected(self) -> None:
        """Remove the selected joint or point of the target, or the unit of what is selected.

        A notice if it cannot be.
        """
        self.commit()
        self._pointing.follow(self._state)
        if self._pointing.selection is not None:
            with self.trying():
                self._remove(self._pointing.selection)

    # What is kept to compare with, and what is looked at: never an undo step

    def set_runs(self, runs: tuple[Run, ...]) -> None:
        """Keep these networks to compare with."""
        self._check_not_rendering()
        if runs != self._project.runs:
            self._project = replace(self._project, runs=runs)
            self.touch()

    def select(self, item: Item | None) -> None:
        """Select an item in all panels. Another one than before clears the ghost."""
        self.when_rendered(lambda: self._select(item))

    def _select(self, item: Item | None) -> None:
        self._pointing.follow(self._state)
        if self._pointing.select(item):
            if self.gesture is None:
                self._before = None
            self.touch()

    def hover(self, item: Item | None) -> None:
        """Say what the mouse is over, in any panel; nothing, if that is gone already."""
        self.when_rendered(lambda: self._hover(item))

    def _hover(self, item: Item | None) -> None:
        self._pointing.follow(self._state)
        if self._pointing.hover(item):
            self.touch()

    def set_probe(self, x: float | None) -> None:
        """Show live values at `x`; None for the middle of the domain."""
        self.set_view(probe=x)

    def set_point(self, point: tuple[float, ...]) -> None:
        """Show live values at a point, a number for each input: of a single one, the probe."""
        if len(point) == 1:
            self.set_view(point=point, probe=point[0])
        else:
            self.set_view(point=point)

    def set_view(self, **changes: object) -> None:
        """Change fields of the `View`.

        Raises
        ------
        ValueError
            If a value is not possible.
        """
        self.when_rendered(lambda: self._set_view(changes))

    def _set_view(self, changes: dict[str, object]) -> None:
        point = changes.get("point")
        if self.network.n_inputs == 1 and isinstance(point, tuple):  # one number has one place
            changes["probe"] = point[0]
        if self.network.n_inputs == 1 and "probe" in changes:
            changes["point"] = None
        view = replace(self._project.view, **changes)  # type: ignore[arg-type]
        if view != self._project.view:
            if view.perturbation != self._project.view.perturbation:
                self._pointing.forget_draws()
            self._project = replace(self._project, view=view)
            self.touch()

    # Files

    def load(
        self,
        project: Project,
        path: Path | None,
        name: str | None = None,
        is_given: bool = False,
        is_modified: bool = False,
    ) -> None:
        """Show another project and forget the steps of the one before.

        Parameters
        ----------
        project : Project
            What to show.
        path : Path or None
            The file it is in.
        name : str, optional
            A name for titles while there is no file.
        is_given : bool
            Whether it came with the program.
        is_modified : bool
            Whether there are changes in it already that are not saved.

        Raises
        ------
        ValueError
            If the window cannot show its network; then nothing has changed.
        """
        self._check_not_rendering()
        check_showable(project)
        self.trainer.forget()
        self.sweeper.forget()
        self.cancel()
        self.path, self._name, self._is_given = path, name, is_given
        self._pointing.clear()
        self._before = self._notice = None
        self._load_number += 1
        self._swap(project, UNBROKEN, keep_view=False)
        self._broken = UNBROKEN
        self._saved_runs = _facts(project.runs)
        self.undo_stack.clear()
        if is_modified:
            self.undo_stack.set_clean(False)

    def mark_saved(self, path: Path | None) -> None:
        """Remember that the current project is in the file `path`; None: nobody will miss it."""
        self._check_not_rendering()
        self.path = path
        self._saved_runs = _facts(self._project.runs)
        self.undo_stack.set_clean()
        self.touch()

    def close(self) -> None:
        """Stop all that runs in the background, and wait until it has ended."""
        for runner in (self.fits, self.weights, self.trainer, self.sweeper):
            runner.close()

    # Private

    def _remove(self, item: Item) -> None:
        target, table = self._project.target, self._project.table
        if isinstance(item, TargetPoint) and target is not None:
            points = without_point(target, item)
            self.select(None)
            self.set_target(points, "remove point of the target")
        elif isinstance(item, Row) and table is not None:
            if len(table) == 1:
                raise RefusedError("A truth table keeps at least one row")
            self.select(None)
            self.set_table(table.without_row(item.index), f"remove row {item.index + 1}")
        else:
            found = removal(self._state, item)
            self.select(None)
            self.set_network(found.network, found.text)

    def _ghost(self) -> State | None:
        """The network before the last edit, if the same panel can draw both."""
        before = self._before
        if before is None or before.has_joints != self._state.has_joints:
            return None
        first, second = before.network, self.network
        sizes = (first.n_inputs, first.n_outputs) == (second.n_inputs, second.n_outputs)
        return before if sizes else None

    def _take_snapshot(self) -> Snapshot:
        self._pointing.follow(self._state)
        self.trainer.look()
        self.lesson.look()
        view = self._project.view
        self._comparison = self._comparison.of(self._project)
        return Snapshot(
            revision=self._revision,
            state=self._state,
            before=self._ghost(),
            gesture=self.gesture.text if self.gesture is not None else None,
            selection=self._pointing.selection,
            hovered=self._pointing.hovered,
            view=view,
            notice=self._notice,
            name=self.name,
            is_modified=self.is_modified,
            load_number=self._load_number,
            broken=still_broken(self._broken, self.network),
            comparison=self._comparison,
            best=self.fits.look(self._state, view.fit, is_moving=self.in_gesture),
            training=self.trainer.state,
            sweep=self.sweeper.state,
            lesson=self.lesson.state,
            in_run=self.in_run,
            is_hover_new=self._pointing.is_hover_new,
        )


def _facts(runs: tuple[Run, ...]) -> list[tuple[str, Network]]:
    """What counts as work in kept networks; whether they are shown does not."""
    return [(run.name, run.network) for run in runs]
