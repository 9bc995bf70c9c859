"""The panels under the plot, in one table. What they need is loaded when one is first seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from PySide6.QtWidgets import QWidget

from reluviz.document.document import Document
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

MakePanel = Callable[[Document, Theme, QWidget], Panel]

EXPLORE, BUILD, TRAIN = "explore", "build", "train"
"""The three places of the window, each with panels of its own under the plot: what is in the
network, how it is put together, and how it comes to match a target."""

GROUPS = (EXPLORE, BUILD, TRAIN)


def load_panel_class(name: str) -> MakePanel:
    """Load and return the class of a panel by its place in `reluviz.views`, as ``fit.FitPanel``."""
    module, _, kind = name.partition(".")
    return cast(MakePanel, getattr(import_module(f"reluviz.views.{module}"), kind))


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
    panel_class : str
        What `load_panel_class` gets.
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
    panel_class: str
    linked_chart: str = ""
    group: str = EXPLORE


LOWER_PANELS: tuple[LowerPanel, ...] = (
    LowerPanel(
        "contributions",
        "What each ReLU adds",
        "Each ReLU",
        "&What each ReLU adds",
        "Show each ray, times its weight, and the running sums",
        "contributions.ContributionsPanel",
        "contributions_chart",
    ),
    LowerPanel(
        "build",
        "Build step by step",
        "Build",
        "&Build step by step",
        "Show how the network is put together, one ReLU after the other",
        "build.BuildPanel",
        group=BUILD,
    ),
    LowerPanel(
        "perturb",
        "Perturb",
        "Perturb",
        "Pert&urb",
        "Change parameters at random, and see what comes of it",
        "perturb.PerturbPanel",
    ),
    LowerPanel(
        "influence",
        "Influence",
        "Influence",
        "&Influence",
        "Show how strongly every parameter moves the curve, and where",
        "influence.InfluencePanel",
    ),
    LowerPanel(
        "loss",
        "Loss slice",
        "Loss",
        "Lo&ss slice",
        "Show the mean squared error for every value of the selected parameter",
        "loss.LossPanel",
    ),
    LowerPanel(
        "unit_plane",
        "Folding",
        "Folding",
        "How a la&yer folds",
        "Show the way of x through the plane of two units of a layer, or the space of three",
        "unit_plane.UnitPlanePanel",
    ),
    LowerPanel(
        "quiz",
        "Predict",
        "Predict",
        "Pre&dict",
        "Say which part of the curve will move, then see it",
        "quiz.QuizPanel",
    ),
    LowerPanel(
        "truth_table",
        "Truth table",
        "Table",
        "Trut&h table",
        "Show what is wanted and what the network gives, row by row",
        "truth_table.TruthTablePanel",
    ),
    LowerPanel(
        "activations",
        "Activations",
        "Activations",
        "Acti&vations",
        "Show the activation functions side by side, with formula, range and slope",
        "activations.ActivationsPanel",
    ),
    LowerPanel(
        "fit",
        "Best fit",
        "Best fit",
        "Best &fit",
        "Show the best that any network of so many ReLUs can do, and how much each one more helps",
        "fit.FitPanel",
        group=TRAIN,
    ),
    LowerPanel(
        "train",
        "Train",
        "Train",
        "Tr&ain",
        "Train the network step by step, and see its ReLUs move",
        "train.TrainPanel",
        group=TRAIN,
    ),
    LowerPanel(
        "compare",
        "Compare",
        "Compare",
        "C&ompare",
        "Hold networks made by hand, trained, and fitted against one another",
        "compare.ComparePanel",
        group=TRAIN,
    ),
    LowerPanel(
        "sweep",
        "Many runs",
        "Many",
        "&Many runs",
        "Train from many starts, and see how often training finds what is possible",
        "sweep.SweepPanel",
        group=TRAIN,
    ),
)
