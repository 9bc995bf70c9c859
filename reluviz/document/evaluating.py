"""Every network gets the evaluation of its kind. No Qt."""

from __future__ import annotations

from reluviz.core.network import Network
from reluviz.core.structure import check_small
from reluviz.document.evaluation import Evaluation
from reluviz.document.layered import LayeredEvaluation
from reluviz.document.state import State
from reluviz.files.project import Project


def evaluate(project: Project, network: Network | None = None) -> State:
    """Return what follows from a project, or from another network in its place."""
    network = network or project.network
    if network.is_shallow:
        return Evaluation(network, project.domain, project.target)
    return LayeredEvaluation(network, project.box, project.target, project.table)


def check_showable(project: Project) -> None:
    """Raise ValueError if the window cannot show the network of `project`."""
    if not project.network.is_shallow:
        check_small(project.network)
