"""What is taken home as a file: its form is chosen, shown, and written. Three kinds of files."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressDialog,
    QPushButton,
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
from reluviz.app.dialogs.length_box import LengthBox
from reluviz.app.main_panels import MiddlePanel
from reluviz.app.settings import Settings
from reluviz.app.steps import CancelledError, StepsOptions, steps_bytes, steps_look
from reluviz.core.digits import Digits
from reluviz.core.influence import compare
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.steps import chosen_steps
from reluviz.core.words import number
from reluviz.document.document import Document
from reluviz.export import picture, steps, tables
from reluviz.export.picture import PictureOptions, PictureSource
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError
from reluviz.views.guard import Guarded
from reluviz.views.steps_picture import FRAME_SIZE, MOST_FRAMES, StepFrame, StepsSheet
from reluviz.views.theme import Theme, load_theme

_WAIT = 120  # milliseconds without a change before the preview is painted
_LARGEST_FRAME = 4_000  # pixels on a side
_MOST_SHOWN = 500  # units in the preview of the weights
_MOST_COMPARED = 10_000  # units up to which the effect of rounding is worked out


class ExportDialog(QDialog):
    """Asks for the form of a file, shows what will be in it, and writes it.

    A kind of file adds its rows, says what will be written, and how.
    """

    exported = Signal(object)
    """Emitted with the path of a file that was written."""

    what: str
    formats: tuple[tuple[str, str], ...]
    endings: Iterable[str]

    def __init__(self, settings: Settings | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(f"export_{self.what}_dialog")
        self.setWindowTitle(f"Export {self.what}")
        self._folder = settings.last_folder if settings is not None else ""
        self.message = MessageLine()
        self._form = QFormLayout()
        formats = [(f"{name}, {ending}", ending) for ending, name in self.formats]
        self.format_box = self._add_choice("&Format", formats)
        self._buttons = close_box(self)
        self.export_button = self._add_button("&Export…")
        self.export_button.clicked.connect(self._on_export_clicked)

    @property
    def ending(self) -> str:
        """The ending of the chosen format."""
        return str(self.format_box.currentData())

    def write(self, path: Path) -> bool:
        """Write to `path`, in the format of its ending; what fails is said in place."""
        try:
            self._write(path)
        except CancelledError:
            self.message.say("Nothing was written.")
            return False
        except (ValueError, OSError) as error:
            self.message.complain(error)
            return False
        self._folder = str(path.parent)
        self.message.say(f"Written to {path}")
        self.exported.emit(path)
        return True

    # For each kind

    @abstractmethod
    def _write(self, path: Path) -> None:
        """Write the file."""

    @abstractmethod
    def _refresh(self) -> str:
        """Show what is chosen, and return what will be written.

        Raises
        ------
        ValueError
            If it cannot be.
        """

    def _show_all(self, preview: QWidget, characters: int, lines: int) -> None:
        """Lay the dialog out, once all rows are there."""
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(preview, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._buttons)
        self.export_button.setDefault(True)
        size_dialog(self, characters, lines)
        self._on_changed()

    def _add_row(self, label: str, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self._form.addRow(form_label(label, widgets[0]), row)

    def _add_choice(
        self, label: str, entries: Iterable[tuple[str, object]], chosen: object = None
    ) -> QComboBox:
        box = QComboBox()
        for text, value in entries:
            box.addItem(text, value)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        self._name(box, label.replace("&", ""))
        self._form.addRow(form_label(label, box), box)
        self._watch(box.currentIndexChanged)
        return box

    def _add_size(self, low: int, high: int, step: int, values: tuple[int, int]) -> None:
        self.width_box, self.height_box = boxes = LengthBox(), LengthBox()
        for box, value, name in zip(boxes, values, ("Width", "Height"), strict=True):
            box.setRange(low, high)
            box.set_pixel_step(step)
            box.setValue(value)
            self._name(box, name)
            self._watch(box.valueChanged)
        self._add_row("&Size", self.width_box, plain_label("×"), self.height_box)

    def _add_check(self, text: str, is_checked: bool = False) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(is_checked)
        self._form.addRow("", box)
        self._watch(box.toggled)
        return box

    def _add_button(self, text: str) -> QPushButton:
        return self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)

    def _name(self, widget: QWidget, name: str) -> None:
        widget.setAccessibleName(name)
        widget.setObjectName(name.lower())
        needs_focus_to_scroll(widget)

    def _watch(self, signal: SignalInstance) -> None:
        signal.connect(self._on_changed)

    # Slots

    def _on_export_clicked(self) -> None:
        kind, title = dict(self.formats)[self.ending], self.windowTitle()
        suggestion = str(Path(self._folder) / f"{self.what}{self.ending}")
        try:
            path = ask_to_save(self, title, kind, self.ending, suggestion, self.endings)
        except FileExistsError as error:
            self.message.complain(error)
            return
        if path is not None:
            self.write(path)

    def _on_changed(self) -> None:
        try:
            self.message.say(self._refresh())
            self.export_button.setEnabled(True)
        except ValueError as error:
            self.message.complain(error)
            self.export_button.setEnabled(False)


class PictureView(Guarded, QWidget):
    """Shows a picture as large as there is room, in its own proportions."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Preview")
        self.image = QImage()
        metrics = self.fontMetrics()
        self.setMinimumSize(metrics.averageCharWidth() * 40, metrics.lineSpacing() * 12)

    def show_image(self, image: QImage) -> None:
        """Show `image`."""
        self.image = image
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.size() - QSize(2, 2)
        size = self.image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        scaled = self.image.scaled(
            size * ratio,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter = QPainter(self)
        painter.drawImage(left, top, scaled)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(left - 1, top - 1, size.width() + 1, size.height() + 1)
        painter.end()


class _PictureDialog(ExportDialog):
    """Shows the picture that will be written, once nothing has changed for a moment."""

    def __init__(self, settings: Settings | None, parent: QWidget | None) -> None:
        super().__init__(settings, parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._show_preview)
        self.preview = PictureView()
        self.preview.resized.connect(self._timer.start)

    @abstractmethod
    def _picture(self) -> tuple[PictureSource, tuple[int, int]]:
        """What is painted, and its width and height."""

    def _on_changed(self) -> None:
        super()._on_changed()
        self._timer.start()

    def _show_preview(self) -> None:
        source, (width, height) = self._picture()
        room = self.preview.size() * self.preview.devicePixelRatioF()
        scale = min(room.width() / width, room.height() / height)
        options = PictureOptions(width, height, min(max(scale, 0.1), 4.0))
        self.preview.show_image(picture.picture_image(source, options))


class ExportPlotDialog(_PictureDialog):
    """The plot, the plane or the slice as a picture: format, size, colours."""

    what = "plot"
    formats = ((".png", "PNG picture"), (".svg", "SVG drawing"), (".pdf", "PDF document"))
    endings = picture.ENDINGS

    def __init__(
        self, panel: MiddlePanel, settings: Settings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(settings, parent)
        self._panel = panel
        self._add_size(100, picture.LARGEST_SIDE, 50, panel.plot_widget.picture_size())
        units = [("Pixels", "px"), ("Centimetres", "cm"), ("Points", "pt")]
        self.unit_box = self._add_choice("&Unit", units)
        self.scale_box = QDoubleSpinBox()
        self.scale_box.setRange(0.5, 10)
        self.scale_box.setSingleStep(0.5)
        self.scale_box.setDecimals(1)
        self.scale_box.setValue(2)
        self._name(self.scale_box, "Scale")
        self._watch(self.scale_box.valueChanged)
        self._add_row("S&cale", self.scale_box)
        colours = (("As shown", ""), ("Light", "light"), ("Dark", "dark"))
        self.theme_box = self._add_choice("Co&lours", colours)
        self.probe_box = self._add_check("With &probe", is_checked=True)  # as in the window
        self.emphasis_box = self._add_check("What is select&ed stands out", is_checked=True)
        self._show_all(self.preview, 88, 38)

    def options(self) -> PictureOptions:
        """Return what is chosen."""
        return PictureOptions(
            width=self.width_box.value(),
            height=self.height_box.value(),
            scale=self.scale_box.value(),
            title=self._panel.document.snapshot.name,
        )

    def picture(self) -> PictureSource:
        """Return what is seen in the plot, in the chosen colours."""
        name = str(self.theme_box.currentData())
        return self._panel.plot_widget.picture(
            load_theme(name) if name else None,
            with_probe=self.probe_box.isChecked(),
            with_emphasis=self.emphasis_box.isChecked(),
        )

    def _write(self, path: Path) -> None:
        picture.write_picture(self.picture(), path, self.options())

    def _picture(self) -> tuple[PictureSource, tuple[int, int]]:
        return self.picture(), (self.width_box.value(), self.height_box.value())

    def _refresh(self) -> str:
        is_bitmap = self.ending == ".png"
        for box in (self.width_box, self.height_box):
            box.measure(str(self.unit_box.currentData()), picture.dots_an_inch(self.ending))
        self.scale_box.setEnabled(is_bitmap)
        if not is_bitmap:
            return "Lines and text stay sharp at any size; text stays text."
        scale = self.scale_box.value()
        width, height = (round(box.value() * scale) for box in (self.width_box, self.height_box))
        pixels = f"{width:,} × {height:,} pixels"
        if width * height > picture.MOST_PIXELS:
            raise UserError(f"{pixels} are too many; choose a smaller scale or size.")
        return f"{pixels}."


class ExportStepsDialog(_PictureDialog):
    """The construction step by step: an animation, or a sheet to print."""

    what = "steps"
    formats = (
        (".gif", "GIF animation"),
        (".png", "APNG animation"),
        (".pdf", "PDF sheet"),
        (".svg", "SVG sheet"),
    )
    endings = steps.ENDINGS

    def __init__(
        self,
        document: Document,
        theme: Theme,
        parent: QWidget | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(settings, parent)
        self._document = document
        self._add_size(200, _LARGEST_FRAME, 40, FRAME_SIZE)
        papers = (("A4, portrait", False), ("A4, landscape", True))
        self.paper_box = self._add_choice("&Paper", papers)
        colours = (("Light", "light"), ("Dark", "dark"))
        self.theme_box = self._add_choice("Co&lours", colours, theme.name)
        self.blanks_box = self._add_check("&Blanks instead of the numbers that are to be found")
        self._show_all(self.preview, 88, 40)

    @property
    def is_animation(self) -> bool:
        """Whether the chosen format moves."""
        return self.ending in steps.ANIMATION_ENDINGS

    def options(self, ending: str | None = None) -> StepsOptions:
        """Return what is chosen, for a file with another ending than the chosen one if given."""
        size = (self.width_box.value(), self.height_box.value())
        return StepsOptions(
            size if (ending or self.ending) in steps.ANIMATION_ENDINGS else None,
            bool(self.paper_box.currentData()),
            self.blanks_box.isChecked(),
            str(self.theme_box.currentData()),
        )

    def _write(self, path: Path) -> None:
        """Write the file; a window with a button to stop shows how far it is."""
        ending = path.suffix.lower()
        if ending not in self.endings:
            raise UserError(f"steps end in {', '.join(self.endings)}, not in “{ending}”")
        window = QProgressDialog("Drawing the steps", "Cancel", 0, 0, self)
        window.setWindowModality(Qt.WindowModality.WindowModal)
        window.setMinimumDuration(600)

        def progress(done: int, total: int) -> bool:
            window.setMaximum(total)
            window.setValue(done)
            return not window.wasCanceled()

        try:
            project, options = self._document.project, self.options(ending)
            content = steps_bytes(project, self._title, ending, options, progress)
            atomic_write(path, content)
        finally:
            window.close()
            window.deleteLater()

    @property
    def _title(self) -> str:
        return self._document.snapshot.name.removesuffix(".reluviz")

    def _picture(self) -> tuple[PictureSource, tuple[int, int]]:
        """The sheet, or one frame: the step that the window shows, else one in the middle."""
        project, application = self._document.project, QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        options = self.options()
        look = steps_look(project, self._title, options, application)
        if not self.is_animation:
            sheet = StepsSheet(look, options.is_landscape)
            return sheet, sheet.picture_size()
        count = self._document.snapshot.build
        if count is None:
            count = (project.network.n_units + 1) // 2
        return StepFrame(look, count), options.size or FRAME_SIZE

    def _refresh(self) -> str:
        for box in (self.width_box, self.height_box):
            box.setEnabled(self.is_animation)
        self.paper_box.setEnabled(not self.is_animation)
        if not self.is_animation:
            return "One sheet of A4. Lines and text stay sharp at any size; text stays text."
        steps.check_animations()
        n_units = self._document.network.n_units
        count = len(chosen_steps(n_units, MOST_FRAMES))
        steps.check_size(self.width_box.value(), self.height_box.value(), count)
        spread = "" if count == n_units + 1 else f" of {n_units + 1:,}, evenly spread"
        return f"{count} steps{spread}, one after the other."


class ExportWeightsDialog(ExportDialog):
    """The weights as a table: a file or the clipboard, exact or rounded.

    What rounding does to the curve is measured on `domain`.
    """

    what = "weights"
    formats = (
        (".csv", "CSV table"),
        (".md", "Markdown table"),
        (".tex", "LaTeX table"),
        (".json", "JSON"),
        (".npz", "NumPy arrays (NPZ)"),
        (".onnx", "ONNX, float64"),
        (".safetensors", "Safetensors, float64"),
    )
    endings = tables.ENDINGS

    def __init__(
        self,
        network: Network,
        domain: Domain,
        settings: Settings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(settings, parent)
        self._network = network
        self._domain = domain
        self.exact, self.rounded = QRadioButton("F&ull precision"), QRadioButton("&Rounded to")
        self.exact.setChecked(True)
        self.digits_box = QSpinBox()
        self.digits_box.setRange(1, 17)
        self.digits_box.setValue(4)
        self.digits_box.setSuffix(" digits")
        self._name(self.digits_box, "Significant digits")
        self._watch(self.rounded.toggled)
        self._watch(self.digits_box.valueChanged)
        self._add_row("Numbers", self.exact, self.rounded, self.digits_box)
        self.precision = plain_label("", wrap=True)
        self._form.addRow(self.precision)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.preview.setFont(font)
        self.preview.setAccessibleName("Preview")
        self.copy_button = self._add_button("&Copy")
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.copy)
        self._show_all(self.preview, 92, 32)

    @property
    def digits(self) -> int | None:
        """Digits to round to, or None for full precision."""
        is_asked = self.rounded.isChecked() and self.ending not in tables.NEVER_ROUNDED
        return self.digits_box.value() if is_asked else None

    def copy(self) -> None:
        """Copy the whole text; the CSV table also in the form that spreadsheets paste as cells."""
        data = QMimeData()
        data.setText(tables.weights_text(self._network, self.ending[1:], self.digits))
        if self.ending == ".csv":
            data.setHtml(tables.weights_text(self._network, "html", self.digits))
        QGuiApplication.clipboard().setMimeData(data)
        self.message.say("Copied.")

    def _write(self, path: Path) -> None:
        tables.write_weights(self._network, path, self.digits)

    def _refresh(self) -> str:
        is_text = self.ending not in (".npz", *tables.NEVER_ROUNDED)
        self.rounded.setEnabled(self.ending not in tables.NEVER_ROUNDED)
        self.digits_box.setEnabled(self.rounded.isEnabled() and self.rounded.isChecked())
        self.copy_button.setEnabled(is_text)
        self.precision.setText(self._precision())
        if not is_text:
            self.preview.setPlainText(
                _arrays(self._network) if self.ending == ".npz" else _operations(self._network)
            )
            return ""
        shown = self._shown_network()
        self.preview.setPlainText(tables.weights_text(shown, self.ending[1:], self.digits))
        if shown is self._network:
            return ""
        total = f"{self._network.n_units:,}"
        return f"The preview shows the first {shown.n_units:,} of {total} ReLUs."

    def _shown_network(self) -> Network:
        """The network, or its first units when it is too long to be shown as text at once."""
        net = self._network
        if not net.is_shallow or net.n_units <= _MOST_SHOWN:
            return net
        v, b, w = (a[:_MOST_SHOWN] for a in (net.v, net.b, net.w))
        return Network.from_rays(v, b, w, net.b0)

    def _precision(self) -> str:
        if self.digits is not None:
            return f"Not exact: rounding {self._moved(self.digits)}."
        if self.ending in (".csv", ".md", ".json", ".npz", *tables.NEVER_ROUNDED):
            return "Exact: read back, this gives the very same numbers and the same curve."
        return (
            "Every digit is written, for people to read. To read the numbers back take CSV, "
            "Markdown, JSON or NPZ."
        )

    def _moved(self, digits: int) -> str:
        net = self._network
        if not net.is_shallow or net.n_units > _MOST_COMPARED:
            return "moves the curve"
        v, b, w, b0 = (
            [float(f"{value:.{digits}g}") for value in values]
            for values in (net.v, net.b, net.w, [net.b0])
        )
        moved = compare(net, Network.from_rays(v, b, w, b0[0]), self._domain)
        if not moved.intervals:
            return "leaves this curve as it is"
        place = Digits(net, (self._domain,)).x(moved.at)
        return f"moves the curve by up to {number(abs(moved.largest))} at x = {place}"


def _operations(network: Network) -> str:
    """What an ONNX or safetensors file will hold, as text."""
    lines = [f"input x   float64, shape (rows, {network.n_inputs})"]
    for k, layer in enumerate(network.layers, 1):
        kind = "" if layer.kind.is_linear else f", then {layer.kind.title}"
        lines.append(f"layer {k}   weights {layer.weights.shape}, bias {layer.bias.shape}{kind}")
    lines.append(f"output y  float64, shape (rows, {network.n_outputs})")
    return "\n".join(lines)


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
