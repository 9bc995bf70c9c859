"""The panel that shows how a layer folds what goes into the network."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from reluviz.core.network import Network
from reluviz.core.structure import check_small
from reluviz.core.unit_path import INPUT, UnitPath, grid_paths, segment_counts, unit_path
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.document.state import MOST_SHOWN, State
from reluviz.views.fields import ChoiceBox
from reluviz.views.layered_words import node_name
from reluviz.views.shell import ToolPanel, button, column, ground, row
from reluviz.views.theme import Theme
from reluviz.views.unit_plane.canvas import PathCanvas
from reluviz.views.unit_plane.scene import Content

_SIGNS = ("\N{RIGHTWARDS ARROW}", "\N{UPWARDS ARROW}", "\N{NORTH EAST ARROW}")
"""Before the units across, up, and into the depth."""


class UnitPlanePanel(ToolPanel):
    """The way of x through the plane of two units of a layer, or the space of three.

    Of two inputs it is where the lines of a grid go. Which layer and which units is chosen here,
    and not kept with the network.
    """

    kinds = (SHALLOW, LAYERED)
    needs = (
        "A layer folds what one or two inputs give it, or the plane of two of three: open a "
        "network with a hidden layer of straight pieces, such as the example Sawtooth."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "unit_plane", "Folding", parent)
        self._chosen: tuple[int, tuple[int, ...]] | None = None
        self._kept: tuple[object, Content] | None = None
        self._load_number = -1
        self._filled: object = None
        self.layer = ChoiceBox("folding layer")
        self.units = [ChoiceBox(name) for name in ("across", "up", "depth")]
        self.sums = QCheckBox("Sums")
        self.sums.setObjectName("folding_sums")
        self.sums.setToolTip("Show, dashed, where x goes before the activation")
        self.again = button("folding_again", "Fold once more", "Repeat this layer after itself")
        self.canvas = PathCanvas(theme)
        self._lay_out()
        self._connect()
        self.start()

    # Panel

    def can_show(self, snapshot: Snapshot) -> bool:
        hidden = snapshot.network.layers[:-1]
        is_straight = all(layer.kind.is_piecewise_linear for layer in hidden)
        has_way = snapshot.network.n_inputs == 1 or snapshot.plane_axes is not None
        return has_way and bool(hidden) and is_straight

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._kept = None
        self.canvas.apply_theme(theme)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if new.load_number != self._load_number:
            self._load_number, self._chosen = new.load_number, None
        layer, units = self._choice(new.network)
        self._show_choice(new.network, layer, units)
        axes = new.plane_axes
        state = new.state if axes is None else new.state.through(axes, new.point)
        content = self._content(state, layer, units)
        values = new.state.signals(new.point).values[layer]
        marks = tuple(new.point[0] if k == INPUT else float(values[k]) for k in units)
        probe = new.probe if new.network.n_inputs == 1 else None
        lit = new.hovered if isinstance(new.hovered, Unit) else None
        name = "" if lit is None else node_name(new.network, lit.layer, lit.index)
        self.canvas.show_content(content, marks, probe, name)

    # Private: what is chosen

    def _choice(self, network: Network) -> tuple[int, tuple[int, ...]]:
        """The layer and its units; at first the last layer that can fold, and its first two."""
        last = len(network.layers) - 2
        if self._chosen is not None and self._chosen[0] <= last:
            layer, units = self._chosen
            least = INPUT if network.n_inputs == 1 else 0
            if least <= min(units) and max(units) < network.layers[layer].n_units:
                return layer, units
        wide = [k for k in range(last + 1) if network.layers[k].n_units > 1]
        layer = wide[-1] if wide else last
        return layer, _first(network, layer)

    def _choose(self, layer: int, units: tuple[int, ...]) -> None:
        self._chosen = (layer, units)
        self.render_anew()

    def _on_layer_chosen(self, layer: int) -> None:
        self._choose(layer, _first(self.document.network, layer))

    def _on_unit_chosen(self) -> None:
        layer, _ = self._choice(self.document.network)
        first = INPUT if self.document.network.n_inputs == 1 else 0
        across, up, depth = (box.currentIndex() for box in self.units)
        units = (across + first, up + first)
        self._choose(layer, units if depth == 0 else (*units, depth - 1 + first))

    def _on_again(self) -> None:
        document = self.document
        document.commit()
        layer, _ = self._choice(document.network)
        layers = document.network.layers
        with document.trying():
            repeated = Network([*layers[: layer + 1], *layers[layer:]])
            check_small(repeated)
            document.set_network(repeated, f"repeat layer {layer + 1}")
            self._chosen = (layer + 1, self._choice(document.network)[1])

    def _on_stepped(self, share: float) -> None:
        self.document.publish()  # keys can come faster than snapshots
        low, high = self.document.snapshot.domain
        x = self.document.snapshot.probe + share * (high - low)
        self.document.set_probe(float(f"{min(max(x, low), high):.12g}"))

    def _on_unit_pointed(self, place: int | None) -> None:
        layer, units = self._choice(self.document.network)
        if place is None or place >= len(units):
            self.document.hover(None)
        else:
            unit = units[place]
            self.document.hover(Unit(0, -1) if unit == INPUT else Unit(unit, layer))

    # Private: what is shown

    def _content(self, state: State, layer: int, units: tuple[int, ...]) -> Content:
        with_sums = self.sums.isChecked()
        key = (state.network, state.box, layer, units, with_sums)
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, self._made(state, layer, units, with_sums))
        return self._kept[1]

    def _made(self, state: State, layer: int, units: tuple[int, ...], with_sums: bool) -> Content:
        network, domain = state.network, state.domain
        sums: UnitPath | None = None
        if network.n_inputs == 1:
            paths, n_first = [unit_path(network, domain, layer, units, most=MOST_SHOWN)], 1
            if with_sums:
                sums = unit_path(network, domain, layer, units, True, MOST_SHOWN)
        else:
            first, second = grid_paths(network, (state.box[0], state.box[1]), layer, units)
            paths, n_first = [*first, *second], len(first)
        names = [_name(network, layer, unit) for unit in units]
        numbers = [state.unit_number(Unit(unit, layer)) for unit in units]
        colours = [
            self.theme.text if unit == INPUT else self.theme.unit(number or 0)
            for unit, number in zip(units, numbers, strict=True)
        ]
        is_one = len(paths) == 1
        across, up = (f"x{axis + 1}" for axis in state.axes)
        grid = f"a grid over {across} (blue) and {up} (grey)"
        note = _note(state, paths[0], layer) if is_one else grid
        return Content(tuple(paths), sums, tuple(names), tuple(colours), domain, n_first, note)

    def _show_choice(self, network: Network, layer: int, units: tuple[int, ...]) -> None:
        """Fill the lists, and choose in them what is shown."""
        key = (repr(network), network.has_ray_names, layer, units)
        if key == self._filled:
            return
        self._filled = key
        names = [f"layer {k + 1}" for k in range(len(network.layers) - 1)]
        _fill(self.layer, names, layer)
        first = INPUT if network.n_inputs == 1 else 0
        count = network.layers[layer].n_units
        names = [_name(network, layer, unit) for unit in range(first, count)]
        for box, unit, sign in zip(self.units[:2], units, _SIGNS, strict=False):
            _fill(box, [f"{sign} {name}" for name in names], unit - first)
        depths = [f"{_SIGNS[2]} {name}" for name in ("none", *names)]
        _fill(self.units[2], depths, units[2] - first + 1 if len(units) == 3 else 0)
        can_repeat = network.layers[layer].n_inputs == count
        self.again.setEnabled(can_repeat)
        self.again.setToolTip(
            "Repeat this layer after itself: each one more folds once more"
            if can_repeat
            else "Only a layer with as many units as it has inputs can follow itself"
        )
        self.sums.setVisible(network.n_inputs == 1)

    def minimumSizeHint(self) -> QSize:
        """As wide as the choices alone."""
        margins = self._controls.contentsMargins()
        width = self._choices.minimumSizeHint().width() + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        parts = (self.layer, self._choices, self.again, self.sums)
        needed = sum(part.sizeHint().width() + 8 for part in parts if not part.isHidden()) + 20
        place = (0, 1, 1, 1) if needed <= self.width() else (1, 0, 1, 5)
        self._controls.addWidget(self._choices, *place)

    def _lay_out(self) -> None:
        self.layer.setToolTip("Which layer")
        tips = (
            "Across: the unit, or x itself",
            "Up: the unit",
            "Into the depth: the unit, or none",
        )
        for box, tip in zip(self.units, tips, strict=True):
            box.setToolTip(tip)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._controls = QGridLayout()
        self._controls.setContentsMargins(10, 6, 10, 0)
        self._choices = QWidget()
        self._choices.setLayout(row(self.units))
        self._controls.addWidget(self.layer, 0, 0)
        self._controls.addWidget(self._choices, 0, 1)
        self._controls.addWidget(self.again, 0, 2)
        self._controls.addWidget(self.sums, 0, 3)
        self._controls.setColumnStretch(4, 1)
        column(self, [self._controls]).addWidget(self.canvas, 1)
        ground(self)

    def _connect(self) -> None:
        self.layer.activated.connect(self._on_layer_chosen)
        for box in self.units:
            box.activated.connect(self._on_unit_chosen)
        self.sums.clicked.connect(self.render_anew)
        self.again.clicked.connect(self._on_again)
        self.canvas.x_pointed.connect(self.document.set_probe)
        self.canvas.x_stepped.connect(self._on_stepped)
        self.canvas.unit_pointed.connect(self._on_unit_pointed)


def _first(network: Network, layer: int) -> tuple[int, int]:
    """The units of a layer that are shown at first; of one unit alone it and the input."""
    if network.layers[layer].n_units > 1:
        return 0, 1
    return (INPUT, 0) if network.n_inputs == 1 else (0, 0)


def _note(state: State, path: UnitPath, layer: int) -> str:
    """How many segments there are, in the plane and layer by layer."""
    counts = segment_counts(state.network, state.domain, MOST_SHOWN)
    count = f"{path.n_segments:,} segment{'' if path.n_segments == 1 else 's'}"
    every = ", ".join(f"{one:,}" for one in counts)
    return f"x goes along {count} in layer {layer + 1}; all units, layer by layer: {every}"


def _name(network: Network, layer: int, unit: int) -> str:
    return node_name(network, -1, 0) if unit == INPUT else node_name(network, layer, unit)


def _fill(box: ChoiceBox, names: list[str], index: int) -> None:
    with QSignalBlocker(box):
        if [box.itemText(k) for k in range(box.count())] != names:
            box.clear()
            box.addItems(names)
        box.setCurrentIndex(index)


__all__ = ["UnitPlanePanel"]
