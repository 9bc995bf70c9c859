"""All kinds of goals there are, and goals made of goals."""

from __future__ import annotations

from typing import Annotated

import msgspec

from reluviz.files.project import Project
from reluviz.lessons.goal import CountGoal, Goal, NumberGoal, Verdict
from reluviz.lessons.network_goals import (
    ActivationIs,
    BrokenLinks,
    Kink,
    Layers,
    Line,
    Parameter,
    RegionsOf,
    Segments,
    Units,
)
from reluviz.lessons.output_goals import Match, Output, SameFunction, Signal, Slope
from reluviz.lessons.table_goals import Row, Rows, RunKept, Table, TargetPoint
from reluviz.lessons.view_goals import Build, Colours, DragMode, Drawn, Probe, Shown

__all__ = [
    "GOAL_KINDS",
    "ActivationIs",
    "All",
    "Any",
    "AnyGoal",
    "BrokenLinks",
    "Build",
    "Colours",
    "CountGoal",
    "DragMode",
    "Drawn",
    "Goal",
    "Kink",
    "Layers",
    "Line",
    "Match",
    "NumberGoal",
    "Output",
    "Parameter",
    "Probe",
    "RegionsOf",
    "Row",
    "Rows",
    "RunKept",
    "SameFunction",
    "Segments",
    "Shown",
    "Signal",
    "Slope",
    "Table",
    "TargetPoint",
    "Units",
    "Verdict",
]

_Goals = Annotated[tuple["AnyGoal", ...], msgspec.Meta(min_length=1, max_length=20)]


class All(Goal, frozen=True, kw_only=True, tag="all"):
    """Every one of several goals."""

    of: _Goals

    def bind(self, start: Project) -> Goal:
        return All(of=tuple(goal.bind(start) for goal in self.of))  # type: ignore[misc]

    def look(self, project: Project) -> Verdict:
        found = [goal.look(project) for goal in self.of]
        missing = [verdict.text for verdict in found if not verdict.is_reached]
        if not missing:
            return Verdict(True, "; ".join(verdict.text for verdict in found))
        done = f" ({len(found) - len(missing)} of {len(found)} done)" if len(found) > 1 else ""
        return Verdict(False, missing[0] + done)


class Any(Goal, frozen=True, kw_only=True, tag="any"):
    """One of several goals, whichever."""

    of: _Goals

    def bind(self, start: Project) -> Goal:
        return Any(of=tuple(goal.bind(start) for goal in self.of))  # type: ignore[misc]

    def look(self, project: Project) -> Verdict:
        found = [goal.look(project) for goal in self.of]
        for verdict in found:
            if verdict.is_reached:
                return verdict
        return Verdict(False, "; or ".join(verdict.text for verdict in found[:3]))


AnyGoal = (
    Output | Slope | Signal | Match | SameFunction
    | Parameter | BrokenLinks | Kink | Units | Layers | Segments | RegionsOf | ActivationIs
    | Line
    | Row | Rows | Table | TargetPoint | RunKept
    | Probe | DragMode | Shown | Colours | Build | Drawn
    | All | Any
)  # fmt: skip
"""What a lesson file can ask for, told apart by the field ``kind``."""

GOAL_KINDS: tuple[type[Goal], ...] = AnyGoal.__args__
