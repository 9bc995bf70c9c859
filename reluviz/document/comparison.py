"""The networks that are kept, on the domain and against the target of the document. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reluviz.core.runs import Run
from reluviz.document.state import State, evaluate
from reluviz.files.project import Project


@dataclass(frozen=True, eq=False)
class Comparison:
    """Kept networks with what follows from them. The same object while nothing of it changes.

    Parameters
    ----------
    project : Project or None
        Has the networks, and what they are held against; None has none.
    """

    project: Project | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        """The networks."""
        return () if self.project is None else self.project.runs

    def of(self, project: Project) -> Comparison:
        """Return the comparison for a project: this one if it is the same."""
        new, old = Comparison(project), self.project
        is_same_place = (
            old is not None
            and old.target is project.target
            and old.table is project.table
            and old.domain == project.domain
            and old.others == project.others
        )
        if is_same_place and new.runs is self.runs:
            return self
        if is_same_place and "states" in self.__dict__:
            known = {
                id(run.network): state for run, state in zip(self.runs, self.states, strict=True)
            }
            new.__dict__["states"] = tuple(
                known.get(id(run.network)) or evaluate(project, run.network) for run in new.runs
            )
        return new

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Each network with all that follows from it, in the order of `runs`."""
        if self.project is None:
            return ()
        return tuple(evaluate(self.project, run.network) for run in self.runs)


def new_name(runs: Sequence[Run], wanted: str) -> str:
    """Return a name that no run has: ``By hand``, ``By hand 2``, ..."""
    taken = {run.name for run in runs}
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted} {count}"
    return name
