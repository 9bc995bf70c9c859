"""The weights as a table to take home: a file or the clipboard, exact or rounded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    MessageLine,
    ask_to_save,
    close_box,
    form_label,
    needs_focus_to_scroll,
    plain_label,
    size_dialog,
)
from reluviz.app.settings import Settings
from reluviz.core.influence import compare
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.words import number
from reluviz.export.tables import ENDINGS, weights_text, write_weights

FORMATS = (
    (".csv", "CSV table"),
    (".md", "Markdown table"),
    (".tex", "LaTeX table"),
    (".json", "JSON"),
    (".npz", "NumPy arrays (NPZ)"),
)

_EXACT = (".csv", ".json", ".npz")
_MOST_SHOWN = 500  # units in the preview
_MOST_COMPARED = 10_000  # units up to which the effect of rounding is worked out


class ExportWeightsDialog(QDialog):
    """Asks how the weights are written, shows the text, and writes or copies it.

    Parameters
    ----------
    network : Network
        What is exported.
    domain : tuple of float
        Where the effect of rounding is measured.
    settings : Settings or None
        Where the folder to begin with comes from.
    parent : QWidget, optional
        Qt parent.
    """

    exported = Signal(object)
    """Emitted with the path of a file that was written."""

    def __init__(
        self,
        network: Network,
        domain: Domain,
        settings: Settings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_weights_dialog")
        self.setWindowTitle("Export weights")
        self._network = network
        self._domain = domain
        self._folder = settings.last_folder if settings is not None else ""
        self.message = MessageLine()
        self._build()
        self._connect()
        self._show()

    @property
    def ending(self) -> str:
        """The ending of the chosen format."""
        return str(self.format_box.currentData())

    @property
    def digits(self) -> int | None:
        """Digits to round to, or None for full precision."""
        return self.digits_box.value() if self.rounded.isChecked() else None

    def write(self, path: Path) -> bool:
        """Write the table to `path`, in the format of its ending; what fails is said in place."""
        try:
            write_weights(self._network, path, self.digits)
        except (ValueError, OSError) as error:
            self.message.complain(error)
            return False
        self._folder = str(path.parent)
        self.message.say(f"Written to {path}")
        self.exported.emit(path)
        return True

    def copy(self) -> None:
        """Copy the whole text; the CSV table also in the form that spreadsheets paste as cells."""
        data = QMimeData()
        data.setText(weights_text(self._network, self.ending[1:], self.digits))
        if self.ending == ".csv":
            data.setHtml(weights_text(self._network, "html", self.digits))
        QGuiApplication.clipboard().setMimeData(data)
        self.message.say("Copied.")

    # Slots

    def _on_export_clicked(self) -> None:
        kind = dict(FORMATS)[self.ending]
        suggestion = str(Path(self._folder) / f"weights{self.ending}")
        try:
            path = ask_to_save(
                self, "Export weights", kind, self.ending, suggestion, endings=ENDINGS
            )
        except FileExistsError as error:
            self.message.complain(error)
            return
        if path is not None:
            self.write(path)

    def _show(self) -> None:
        self.digits_box.setEnabled(self.rounded.isChecked())
        can_copy = self.ending != ".npz"
        self.copy_button.setEnabled(can_copy)
        self.preview.setPlainText(self._preview())
        self.precision.setText(self._precision())
        self.message.say(self._size())

    # Private

    def _build(self) -> None:
        self.format_box = QComboBox()
        self.format_box.setObjectName("format")
        self.format_box.setAccessibleName("Format")
        for ending, name in FORMATS:
            self.format_box.addItem(f"{name}, {ending}", ending)
        self.exact = QRadioButton("F&ull precision")
        self.rounded = QRadioButton("&Rounded to")
        self.exact.setChecked(True)
        self._precision_group = QButtonGroup(self)
        self._precision_group.addButton(self.exact)
        self._precision_group.addButton(self.rounded)
        self.digits_box = QSpinBox()
        self.digits_box.setRange(1, 17)
        self.digits_box.setValue(4)
        self.digits_box.setSuffix(" digits")
        self.digits_box.setAccessibleName("Significant digits")
        needs_focus_to_scroll(self.format_box, self.digits_box)
        self.precision = plain_label("", wrap=True)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.preview.setFont(font)
        self.preview.setAccessibleName("Preview")
        self._buttons = close_box(self)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.export_button = self._buttons.addButton("&Export…", role)
        self.copy_button = self._buttons.addButton("&Copy", role)
        self.copy_button.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        rounding = QHBoxLayout()
        for widget in (self.exact, self.rounded, self.digits_box):
            rounding.addWidget(widget)
        rounding.addStretch(1)
        form = QFormLayout()
        form.addRow(form_label("&Format", self.format_box), self.format_box)
        form.addRow(plain_label("Numbers"), rounding)
        form.addRow(self.precision)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._buttons)
        self.export_button.setDefault(True)
        size_dialog(self, 92, 32)

    def _connect(self) -> None:
        self.format_box.currentIndexChanged.connect(self._show)
        self.rounded.toggled.connect(self._show)
        self.digits_box.valueChanged.connect(self._show)
        self.copy_button.clicked.connect(self.copy)
        self.export_button.clicked.connect(self._on_export_clicked)

    def _shown_network(self) -> Network:
        """The network, or its first units when it is too long to be shown as text at once."""
        net = self._network
        if not net.is_shallow or net.n_units <= _MOST_SHOWN:
            return net
        v, b, w = (a[:_MOST_SHOWN] for a in (net.v, net.b, net.w))
        return Network.from_rays(v, b, w, net.b0)

    def _preview(self) -> str:
        if self.ending == ".npz":
            return _arrays(self._network)
        return weights_text(self._shown_network(), self.ending[1:], self.digits)

    def _size(self) -> str:
        shown = self._shown_network()
        if shown is self._network or self.ending == ".npz":
            return ""
        total = f"{self._network.n_units:,}"
        return f"The preview shows the first {shown.n_units:,} of {total} ReLUs."

    def _precision(self) -> str:
        if self.digits is None:
            if self.ending in _EXACT:
                return "Exact: read back, this gives the very same numbers and the same curve."
            return (
                "Every digit is written, for people to read. To read the numbers back take CSV, "
                "JSON or NPZ."
            )
        return f"Not exact: rounding {self._moved()}."

    def _moved(self) -> str:
        net, digits = self._network, self.digits
        if not net.is_shallow or net.n_units > _MOST_COMPARED:
            return "moves the curve"
        v, b, w, b0 = (
            [float(f"{value:.{digits}g}") for value in values]
            for values in (net.v, net.b, net.w, [net.b0])
        )
        moved = compare(net, Network.from_rays(v, b, w, b0[0]), self._domain)
        if not moved.intervals:
            return "leaves this curve as it is"
        return f"moves the curve by up to {number(abs(moved.largest))} at x = {number(moved.at)}"


def _arrays(network: Network) -> str:
    """What an NPZ file will hold, as text."""
    if network.is_shallow:
        shapes = {"v": network.v.shape, "b": network.b.shape, "w": network.w.shape, "b0": ()}
    else:
        shapes = {}
        for k, layer in enumerate(network.layers, 1):
            shapes |= {f"weights_{k}": layer.weights.shape, f"bias_{k}": layer.bias.shape}
    lines = [f"{name:<12}float64, shape {shape}" for name, shape in shapes.items()]
    return "\n".join([*lines, "", "Python: numpy.load(name)"])
