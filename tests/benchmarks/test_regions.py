"""Linear regions of the plane, exactly, against patterns on a grid of pixels."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest
from benchmarks.measure import Table, in_turn, ms, ratio
from benchmarks.windows import settle

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.regions import regions

BOX = ((-3.0, 3.0), (-3.0, 3.0))
SIDE = 500


def he(width: int, depth: int) -> Network:
    """A network as it is drawn for training, with biases so that lines do not all meet in zero."""
    random = np.random.default_rng(width * depth)
    sizes = [2, *[width] * depth]
    layers = [
        Layer(random.normal(0, np.sqrt(2 / a), (b, a)), random.normal(0, 0.3, b), "relu")
        for a, b in pairwise(sizes)
    ]
    return Network([*layers, Layer(random.normal(size=(1, width)), [0], "identity")])


def patterns(network: Network) -> int:
    """How many patterns of active units there are on a grid of pixels."""
    x, y = np.meshgrid(np.linspace(*BOX[0], SIDE), np.linspace(*BOX[1], SIDE))
    values, found = np.stack([x.ravel(), y.ravel()], 1), []
    for layer in network.layers[:-1]:
        values = layer(values)
        found.append(np.packbits(values > 0, axis=1))
    rows = np.ascontiguousarray(np.hstack(found))
    return len(np.unique(rows.view(np.dtype((np.void, rows.shape[1])))))


@pytest.mark.parametrize(("width", "depth"), [(16, 2), (64, 2), (64, 3)])
def test_regions_against_pixels(width: int, depth: int, table: Table) -> None:
    network = he(width, depth)
    work = {
        "exact": (lambda: regions(network, BOX, 0), 1),
        "pixels": (lambda: patterns(network), 1),
    }
    times = in_turn(work, 5)
    count, seen = len(regions(network, BOX)), patterns(network)
    each = float(np.median(times["exact"])) / count * 10_000
    table.add(
        f"regions of 2-{'-'.join([str(width)] * depth)}-1",
        f"{count:,} in {ms(times['exact'])}; patterns of {SIDE} x {SIDE} pixels, which show "
        f"{seen:,}, {ms(times['pixels'])}: {ratio(times, 'pixels', 'exact'):.1f} x as long",
    )
    if count >= 5_000:
        table.add(
            f"10,000 regions at this rate, {width} x {depth}",
            f"{1e3 * each:.0f} ms",
            "<= 100 ms",
            each <= 0.1,
        )


FRAMES = 60


@pytest.mark.parametrize(
    ("sizes", "goal"), [([34, 34], 0.0167), ([64, 64], 0.05), ([64, 40, 40], 0.05)]
)
def test_a_line_is_dragged(sizes: list[int], goal: float, table: Table, qapp) -> None:
    """A bias of the first layer changes: regions found anew, plane painted, 95th percentile."""
    from reluviz.core.network import ParameterId
    from reluviz.document.document import Document
    from reluviz.files.project import Project
    from reluviz.views.plane import PlanePanel
    from reluviz.views.theme import load_theme

    document = Document(Project(drawn(sizes)))
    panel = PlanePanel(document, load_theme("light"))
    panel.resize(700, 600)
    panel.show()
    settle()  # what is not exposed is not painted
    sheet, bias, times = panel.plot_widget, ParameterId(0, 1), []
    document.publish()
    sheet.repaint()
    gesture, value = document.begin("move a line"), document.network.value(bias)
    for step in range(FRAMES + 3):
        start = perf_counter()
        document.set_parameter(bias, value + 0.002 * step)
        document.publish()
        sheet.repaint()
        times.append(perf_counter() - start)
    gesture.commit()
    start = perf_counter()
    document.publish()
    sheet.repaint()
    rest = perf_counter() - start
    count = len(sheet.scene_now().regions)
    panel.close()
    slowest = float(np.quantile(times[3:], 0.95))
    table.add(
        f"a line is dragged in the plane of 2-{'-'.join(map(str, sizes))}-1",
        f"{count:,} regions: median {1e3 * np.median(times[3:]):.1f} ms, 95th percentile "
        f"{1e3 * slowest:.1f} ms, at rest {1e3 * rest:.0f} ms",
        f"<= {1e3 * goal:.1f} ms",
        slowest <= goal,
    )


def drawn(sizes: list[int]) -> Network:
    """A network as it is drawn for training, with small biases."""
    random = np.random.default_rng(0)
    pairs = list(pairwise([2, *sizes, 1]))
    return Network(
        [
            Layer(
                random.normal(0, np.sqrt(2 / a), (b, a)),
                random.normal(0, 0.1, b),
                "relu" if k < len(pairs) - 1 else "identity",
            )
            for k, (a, b) in enumerate(pairs)
        ]
    )
