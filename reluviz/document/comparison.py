"""The networks that are kept, on the domain and against the target of the document. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reluviz.core.piecewise import Domain
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.document.evaluation import Evaluation
from reluviz.files.project import Project


@dataclass(frozen=True, eq=False)
class Comparison:
    """Kept networks with what follows from them. The same object while nothing of it changes.

    Parameters
    ----------
    runs : tuple of Run
        The networks.
    domain : tuple of float
        The interval of x.
    target : Target or None
        What they are held against.
    """

    runs: tuple[Run, ...] = ()
    domain: Domain = (-1.0, 1.0)
    target: Target | None = None

    def of(self, project: Project) -> Comparison:
        """Return the comparison for a project: this one if it is the same."""
        new = Comparison(project.runs, project.domain, project.target)
        is_same_place = new.domain == self.domain and new.target is self.target
        if is_same_place and new.runs is self.runs:
            return self
        if is_same_place and "states" in self.__dict__:
            known = {
                id(run.network): state for run, state in zip(self.runs, self.states, strict=True)
            }
            new.__dict__["states"] = tuple(
                known.get(id(run.network)) or new._evaluate(run) for run in new.runs
            )
        return new

    @cached_property
    def states(self) -> tuple[Evaluation, ...]:
        """Each network with all that follows from it, in the order of `runs`."""
        return tuple(self._evaluate(run) for run in self.runs)

    def _evaluate(self, run: Run) -> Evaluation:
        return Evaluation(run.network, self.domain, self.target)


def new_name(runs: Sequence[Run], wanted: str) -> str:
    """Return a name that no run has: ``By hand``, ``By hand 2``, ..."""
    taken = {run.name for run in runs}
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted} {count}"
    return name
