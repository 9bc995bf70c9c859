"""The anatomy: a cloud of draws and the chart of influence, beside matplotlib drawing the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import numpy as np
from benchmarks.measure import Table, in_turn, ms, ratio
from benchmarks.windows import OurWindow, project_of
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from PySide6.QtWidgets import QApplication

from reluviz.core.cloud import draw_cloud
from reluviz.core.perturb import Perturbation
from reluviz.core.sensitivity import influence_map
from reluviz.document.document import Document
from reluviz.views.influence import InfluencePanel
from reluviz.views.plot import PlotPanel
from reluviz.views.theme import load_theme

SIXTIETH = 1 / 60  # seconds: one frame
CLOUD = Perturbation("all", 0.02, draws=1_000, seed=7)
SIZE = (900, 600)


def canvas() -> tuple[FigureCanvasAgg, Figure]:
    figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    return FigureCanvasAgg(figure), figure


def test_cloud_of_a_thousand_draws(table: Table, qapp: QApplication) -> None:
    project = project_of(100)
    document = Document(replace(project, view=replace(project.view, perturbation=CLOUD)))
    panel = PlotPanel(document, load_theme("light"))
    panel.resize(*SIZE)
    cloud = draw_cloud(document.network, CLOUD, project.domain)
    assert len(document.snapshot.cloud or ()) == len(cloud) == CLOUD.draws
    assert document.snapshot.cloud is not None
    assert document.snapshot.cloud.band  # computed before, as the curves are
    agg, figure = canvas()
    axes = figure.add_subplot()
    axes.add_collection(LineCollection(np.stack([cloud.x, cloud.y], axis=2), alpha=0.1))
    axes.autoscale_view()

    themes = cycle(("dark", "light"))  # another one, so that nothing painted before serves again

    def paint() -> None:
        panel.apply_theme(load_theme(next(themes)))
        panel.grab()

    try:
        times = in_turn({"ours": (paint, 1), "matplotlib": (agg.draw, 1)}, 7)
    finally:
        panel.close()
        panel.deleteLater()
    median = float(np.median(times["ours"]))
    table.add(
        "cloud of 1,000 draws, 100 units, painted",
        f"{ms(times['ours'])}; matplotlib {ms(times['matplotlib'])}: "
        f"{ratio(times, 'matplotlib', 'ours'):.0f} x faster",
        "<= 16.7 ms",
        median <= SIXTIETH,
    )


def test_a_drag_under_a_cloud(table: Table, qapp: QApplication) -> None:
    window = OurWindow(100)
    try:
        window.document.set_view(perturbation=CLOUD)
        times = in_turn({"ours": (window.change, 3)}, 15)["ours"]
    finally:
        window.close()
    worst = float(np.percentile(times, 95))
    table.add(
        "change of one parameter under a cloud, all panels painted, 100 units",
        f"median {ms(times)}, 95th percentile {ms(worst)}",
        "<= 16.7 ms",
        worst <= SIXTIETH,
    )


def test_influence_of_a_thousand_units(table: Table, qapp: QApplication) -> None:
    project = project_of(1_000)
    document = Document(project)
    panel = InfluencePanel(document, load_theme("light"))
    panel.resize(660, 230)
    panel.show()
    values = influence_map(document.network, project.domain)(np.linspace(*project.domain, 500))
    agg, figure = canvas()
    figure.add_subplot().imshow(np.sqrt(values), aspect="auto", cmap="Greys")
    parameter, value = document.network.parameter("w2"), document.network.w[1]

    def change() -> None:
        nonlocal value
        value += 0.001
        document.set_parameter(parameter, value)
        document.publish()
        panel.grab()

    try:
        times = in_turn({"ours": (change, 2), "matplotlib": (agg.draw, 1)}, 9)
    finally:
        panel.close()
        panel.deleteLater()
    median = float(np.median(times["ours"]))
    table.add(
        "influence chart after a change, 1,000 units",
        f"{ms(times['ours'])}; matplotlib, the picture alone, {ms(times['matplotlib'])}: "
        f"{ratio(times, 'matplotlib', 'ours'):.1f} x faster",
        "<= 50 ms",
        median <= 0.05,
    )
