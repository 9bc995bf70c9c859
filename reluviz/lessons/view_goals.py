"""Goals about how a network is looked at."""

from __future__ import annotations

from reluviz.core.words import number
from reluviz.files.project import DRAG_MODES, FILLS, LAYERS, Project
from reluviz.lessons.goal import Goal, Index, NumberGoal, Verdict, Word

_MODES = {
    "point": "this point",
    "handle": "the curve",
    "relu": "this ReLU",
    "target": "the target",
    "draw": "draw",
}


class Probe(NumberGoal, frozen=True, kw_only=True, tag="probe"):
    """The probe has been set, and one input has a value there."""

    input: Index = 1

    def look(self, project: Project) -> Verdict:
        view, n_inputs = project.view, project.network.n_inputs
        if self.input > n_inputs:
            return Verdict(False, f"the network has no input {self.input}")
        point = view.point if view.point is not None and len(view.point) == n_inputs else None
        if n_inputs == 1 and view.probe is not None:
            point = (view.probe,)
        if point is None:
            return Verdict(False, "the probe has not been set")
        name = "x" if n_inputs == 1 else f"x{self.input}"
        return self.judge(point[self.input - 1], f"at the probe {name}")


class DragMode(Goal, frozen=True, kw_only=True, tag="drag_mode"):
    """A hand on the plot does this: "handle", "point", "relu", "target" or "draw"."""

    mode: Word

    def __post_init__(self) -> None:
        if self.mode not in DRAG_MODES:
            raise ValueError(f"there is no mode {self.mode!r}; use {', '.join(DRAG_MODES)}")

    def look(self, project: Project) -> Verdict:
        found = project.view.drag_mode
        fact = f"the mode is “{_MODES[found]}”"
        if found == self.mode:
            return Verdict(True, fact)
        return Verdict(False, f"{fact}, it should be “{_MODES[self.mode]}”")


class Shown(Goal, frozen=True, kw_only=True, tag="shown"):
    """A part of the plot is shown, such as "rays", or hidden."""

    part: Word
    is_shown: bool = True

    def __post_init__(self) -> None:
        if self.part not in LAYERS:
            raise ValueError(f"there is no part {self.part!r}; use {', '.join(LAYERS)}")

    def look(self, project: Project) -> Verdict:
        is_shown = self.part not in project.view.hidden
        state, wish = ("shown" if is_shown else "hidden"), ("shown" if self.is_shown else "hidden")
        fact = f"the part “{self.part}” of the plot is {state}"
        return Verdict(state == wish, fact if state == wish else f"{fact}, it should be {wish}")


class Colours(Goal, frozen=True, kw_only=True, tag="colours"):
    """The colours of a plane show this: "output", "slope", "region" or "change"."""

    of: Word

    def __post_init__(self) -> None:
        if self.of not in FILLS:
            raise ValueError(f"colours cannot be those of {self.of!r}; use {', '.join(FILLS)}")

    def look(self, project: Project) -> Verdict:
        fact = f"the colours are those of “{project.view.fill}”"
        if project.view.fill == self.of:
            return Verdict(True, fact)
        return Verdict(False, f"{fact}, they should be those of “{self.of}”")


class Build(Goal, frozen=True, kw_only=True, tag="build"):
    """The step-by-step construction shows so many units."""

    units: int

    def __post_init__(self) -> None:
        if self.units < 0:
            raise ValueError("the number of units must be zero or more")

    def look(self, project: Project) -> Verdict:
        found = project.view.build
        fact = f"the construction shows {found} of the ReLUs"
        if found is None:
            fact = "the construction is not being stepped through"
        if found == self.units:
            return Verdict(True, fact)
        return Verdict(False, f"{fact}, it should show {self.units}")


class Drawn(Goal, frozen=True, kw_only=True, tag="random_changes"):
    """Random changes are shown, of what `which` says, such as "unit 3" or "w1"; of anything if
    that is left out.
    """

    which: Word | None = None

    def look(self, project: Project) -> Verdict:
        found = project.view.perturbation
        if found is None:
            return Verdict(False, "no random changes are shown")
        fact = f"{number(found.draws)} random changes of {found.which} are shown"
        if self.which is None or found.which == self.which:
            return Verdict(True, fact)
        return Verdict(False, f"{fact}, it should be those of {self.which}")
