"""The windows that are compared: ours, an empty one, and the same picture in matplotlib."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project

SIZE = (1200, 800)
PANELS = ("diagram", "plot", "inspector")


def project_of(n_units: int) -> Project:
    """A wave with some roughness, through n + 1 points: n ReLUs."""
    x = np.linspace(-1, 1, n_units + 1)
    rough = np.random.default_rng(n_units).normal(0, 0.05, n_units + 1)
    points = np.column_stack([x, np.sin(6 * x) + rough])
    return Project(through_points(points), Target.from_points(points))


def settle(passes: int = 4) -> None:
    """Let Qt deliver what is waiting: the event, the document's timer, the painting."""
    for _ in range(passes):
        QApplication.processEvents()


class OurWindow:
    """The program's window on a network, with one output weight in hand."""

    def __init__(self, n_units: int) -> None:
        from reluviz.app.main_window import MainWindow

        self.document = Document(project_of(n_units))
        self.window = MainWindow(self.document)
        self.window.resize(*SIZE)
        self.window.show()
        settle(20)
        self.document.select(Unit(n_units // 2))
        settle(20)
        self.parameter = ParameterId(1, 0, n_units // 2)
        self.value = self.document.network.value(self.parameter)
        self.step = 0
        self.document.begin("measure")

    def change(self) -> None:
        """Change the weight, and paint whatever shows it."""
        self.step += 1
        self.document.set_parameter(self.parameter, self.value * (1 + 0.001 * (self.step % 50)))
        self.document.publish()
        QApplication.processEvents()

    def painted_by_a_change(self) -> set[str]:
        """Names of the panels that are painted when the weight changes."""
        watch = _PaintWatch({name: self.window.findChild(QWidget, name) for name in PANELS})
        QApplication.instance().installEventFilter(watch)
        self.change()
        QApplication.instance().removeEventFilter(watch)
        return watch.painted

    def close(self) -> None:
        """End the gesture and close the window without questions."""
        self.document.cancel()
        settle()
        self.window.close()
        self.window.deleteLater()
        settle()


class EmptyWindow:
    """A window with nothing in it: what a repaint costs at the least."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.window.resize(*SIZE)
        self.window.show()
        settle()

    def change(self) -> None:
        """Paint nothing."""
        self.window.update()
        QApplication.processEvents()

    def close(self) -> None:
        """Close it."""
        self.window.close()
        self.window.deleteLater()
        settle()


class MatplotlibWindow:
    """Diagram and curve as two axes, with one artist for all edges and one for all rays."""

    def __init__(self, network: Network) -> None:
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.collections import LineCollection
        from matplotlib.figure import Figure

        figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
        self.canvas = FigureCanvasQTAgg(figure)
        self.canvas.resize(*SIZE)
        diagram, plot = figure.subplots(1, 2)
        n = network.n_units
        self.network, self.unit, self.step = network, n // 2, 0
        self.x = np.append(np.sort(network.kinks), 1.0)
        (self.line,) = plot.plot(self.x, network(self.x))
        ends = np.maximum(network.b + network.v, 0.0)
        rays = [[(k, 0.0), (1.0, e)] for k, e in zip(network.kinks, ends, strict=True)]
        plot.add_collection(LineCollection(rays, linewidths=0.5, colors="#cccccc"))
        height = np.linspace(1, -1, n)
        edges = [[(0, 0), (1, h)] for h in height] + [[(1, h), (2, 0)] for h in height]
        self.edges = LineCollection(edges, linewidths=np.ones(2 * n))
        diagram.add_collection(self.edges)
        diagram.scatter(np.ones(n), height)
        diagram.autoscale_view()
        self.label = diagram.text(1.5, 0.0, "w")
        self.canvas.show()
        settle()

    def change(self) -> None:
        """Change one output weight, and paint both axes."""
        from reluviz.core.piecewise import exact_curve

        self.step += 1
        parameter = ParameterId(1, 0, self.unit)
        value = self.network.value(parameter) * (1 + 0.001 * (self.step % 50))
        curve = exact_curve(self.network.with_value(parameter, value), (-1, 1))
        self.line.set_data(curve.x, curve.y)
        widths = np.array(self.edges.get_linewidth())
        widths[len(widths) // 2 + self.unit] = abs(value)
        self.edges.set_linewidth(widths)
        self.label.set_text(f"w = {value:.3f}")
        self.canvas.draw()
        QApplication.processEvents()

    def close(self) -> None:
        """Close it."""
        self.canvas.close()
        self.canvas.deleteLater()
        settle()


class _PaintWatch(QObject):
    def __init__(self, panels: dict[str, QWidget]) -> None:
        super().__init__()
        self._panels = panels
        self.painted: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            for name, panel in self._panels.items():
                if watched is panel or panel.isAncestorOf(watched):
                    self.painted.add(name)
        return False
