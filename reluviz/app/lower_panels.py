"""The panels under the plot, in one table. What they need is loaded when one is first seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from reluviz.document.document import Document
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

MakePanel = Callable[[Document, Theme, QWidget], Panel]

INSIDE, FITTING = "inside", "fitting"
"""Two groups of panels that are opened and closed together: what is in the network, and how it
comes to match a target."""

GROUPS = (INSIDE, FITTING)


@dataclass(frozen=True)
class LowerPanel:
    """One panel under the plot.

    Parameters
    ----------
    name : str
        objectName of the panel.
    title : str
        Heading, and name of its tab.
    short_title : str
        Name of its tab where there is little room.
    menu_text : str
        Text in menus, with its mnemonic.
    tip : str
        One sentence for the status bar.
    find : callable
        Loads and returns the class of the panel.
    linked_chart : str
        objectName of the chart in it that shows the same x as the plot; empty without one.
    group : str
        One of `GROUPS`.
    """

    name: str
    title: str
    short_title: str
    menu_text: str
    tip: str
    find: Callable[[], MakePanel]
    linked_chart: str = ""
    group: str = INSIDE


def _contributions() -> MakePanel:
    from reluviz.views.contributions import ContributionsPanel

    return ContributionsPanel


def _build() -> MakePanel:
    from reluviz.views.build import BuildPanel

    return BuildPanel


def _perturb() -> MakePanel:
    from reluviz.views.perturb import PerturbPanel

    return PerturbPanel


def _influence() -> MakePanel:
    from reluviz.views.influence import InfluencePanel

    return InfluencePanel


def _loss() -> MakePanel:
    from reluviz.views.loss import LossPanel

    return LossPanel


def _quiz() -> MakePanel:
    from reluviz.views.quiz import QuizPanel

    return QuizPanel


def _fit() -> MakePanel:
    from reluviz.views.fit import FitPanel

    return FitPanel


def _train() -> MakePanel:
    from reluviz.views.train import TrainPanel

    return TrainPanel


def _compare() -> MakePanel:
    from reluviz.views.compare import ComparePanel

    return ComparePanel


def _sweep() -> MakePanel:
    from reluviz.views.sweep import SweepPanel

    return SweepPanel


def _truth_table() -> MakePanel:
    from reluviz.views.truth_table import TruthTablePanel

    return TruthTablePanel


def _activations() -> MakePanel:
    from reluviz.views.activations import ActivationsPanel

    return ActivationsPanel


LOWER_PANELS: tuple[LowerPanel, ...] = (
    LowerPanel(
        "contributions",
        "What each ReLU adds",
        "Each ReLU",
        "&What each ReLU adds",
        "Show each ray, times its weight, and the running sums",
        _contributions,
        "contributions_chart",
    ),
    LowerPanel(
        "build",
        "Build step by step",
        "Build",
        "&Build step by step",
        "Show how the network is put together, one ReLU after the other",
        _build,
    ),
    LowerPanel(
        "perturb",
        "Perturb",
        "Perturb",
        "Pert&urb",
        "Change parameters at random, and see what comes of it",
        _perturb,
    ),
    LowerPanel(
        "influence",
        "Influence",
        "Influence",
        "&Influence",
        "Show how strongly every parameter moves the curve, and where",
        _influence,
    ),
    LowerPanel(
        "loss",
        "Loss slice",
        "Loss",
        "Lo&ss slice",
        "Show the mean squared error for every value of the selected parameter",
        _loss,
    ),
    LowerPanel(
        "quiz",
        "Predict",
        "Predict",
        "Pre&dict",
        "Say which part of the curve will move, then see it",
        _quiz,
    ),
    LowerPanel(
        "truth_table",
        "Truth table",
        "Table",
        "Trut&h table",
        "Show what is wanted and what the network gives, row by row",
        _truth_table,
    ),
    LowerPanel(
        "activations",
        "Activations",
        "Activations",
        "Acti&vations",
        "Show the activation functions side by side, with formula, range and slope",
        _activations,
    ),
    LowerPanel(
        "fit",
        "Best fit",
        "Best fit",
        "Best &fit",
        "Show the best that any network of so many ReLUs can do, and how much each one more helps",
        _fit,
        group=FITTING,
    ),
    LowerPanel(
        "train",
        "Train",
        "Train",
        "Tr&ain",
        "Train the network step by step, and see its ReLUs move",
        _train,
        group=FITTING,
    ),
    LowerPanel(
        "compare",
        "Compare",
        "Compare",
        "C&ompare",
        "Hold networks made by hand, trained, and fitted against one another",
        _compare,
        group=FITTING,
    ),
    LowerPanel(
        "sweep",
        "Many runs",
        "Many",
        "&Many runs",
        "Train from many starts, and see how often training finds what is possible",
        _sweep,
        group=FITTING,
    ),
)
