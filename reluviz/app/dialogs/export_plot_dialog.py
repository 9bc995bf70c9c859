"""The plot as a picture to take home: format, size, colours, and how it will look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
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
from reluviz.app.pictured import MiddlePanel
from reluviz.app.settings import Settings
from reluviz.export.picture import (
    ENDINGS,
    LARGEST_SIDE,
    MOST_PIXELS,
    PictureOptions,
    PictureSource,
    picture_image,
    write_picture,
)
from reluviz.views.theme import load_theme

FORMATS = ((".png", "PNG picture"), (".svg", "SVG drawing"), (".pdf", "PDF document"))

_WAIT = 120  # milliseconds without a change before the preview is painted


class PictureView(QWidget):
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


class ExportPlotDialog(QDialog):
    """Asks for the form of the picture, shows it, and writes it.

    Parameters
    ----------
    panel : MiddlePanel
        The plot, the plane or the slice. It is not changed.
    settings : Settings or None
        Where the folder to begin with comes from.
    parent : QWidget, optional
        Qt parent.
    """

    exported = Signal(object)
    """Emitted with the path of a file that was written."""

    def __init__(
        self, panel: MiddlePanel, settings: Settings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_plot_dialog")
        self.setWindowTitle("Export plot")
        self._panel = panel
        self._folder = settings.last_folder if settings is not None else ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self.message = MessageLine()
        self.preview = PictureView()
        self._build()
        self._lay_out()
        self._connect()
        self._on_changed()

    @property
    def ending(self) -> str:
        """The ending of the chosen format."""
        return str(self.format_box.currentData())

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

    def write(self, path: Path) -> bool:
        """Write the picture to `path`, in the format of its ending; what fails is said in place."""
        try:
            write_picture(self.picture(), path, self.options())
        except (ValueError, OSError) as error:
            self.message.complain(error)
            return False
        self._folder = str(path.parent)
        self.message.say(f"Written to {path}")
        self.exported.emit(path)
        return True

    # Slots

    def _on_export_clicked(self) -> None:
        kind = dict(FORMATS)[self.ending]
        suggestion = str(Path(self._folder) / f"plot{self.ending}")
        try:
            path = ask_to_save(self, "Export plot", kind, self.ending, suggestion, ENDINGS)
        except FileExistsError as error:
            self.message.complain(error)
            return
        if path is not None:
            self.write(path)

    def _on_changed(self) -> None:
        is_bitmap = self.ending == ".png"
        self.scale_box.setEnabled(is_bitmap)
        self.export_button.setEnabled(True)
        if not is_bitmap:
            self.message.say("Lines and text stay sharp at any size; text stays text.")
        else:
            scale = self.scale_box.value()
            width, height = (
                round(box.value() * scale) for box in (self.width_box, self.height_box)
            )
            if width * height > MOST_PIXELS:
                self.message.complain(
                    f"{width:,} × {height:,} pixels are too many; choose a smaller scale or size."
                )
                self.export_button.setEnabled(False)
            else:
                self.message.say(f"{width:,} × {height:,} pixels.")
        self._timer.start()

    def _show_preview(self) -> None:
        width, height = self.width_box.value(), self.height_box.value()
        room = self.preview.size() * self.preview.devicePixelRatioF()
        scale = min(room.width() / width, room.height() / height)
        options = PictureOptions(width, height, min(max(scale, 0.1), 4.0))
        self.preview.show_image(picture_image(self.picture(), options))

    # Private

    def _build(self) -> None:
        self.format_box = QComboBox()
        for ending, name in FORMATS:
            self.format_box.addItem(f"{name}, {ending}", ending)
        self.width_box, self.height_box = QSpinBox(), QSpinBox()
        sizes = self._panel.plot_widget.picture_size()
        for box, value in zip((self.width_box, self.height_box), sizes, strict=True):
            box.setRange(100, LARGEST_SIDE)
            box.setSuffix(" px")
            box.setSingleStep(50)
            box.setValue(value)
        self.scale_box = QDoubleSpinBox()
        self.scale_box.setRange(0.5, 10)
        self.scale_box.setSingleStep(0.5)
        self.scale_box.setDecimals(1)
        self.scale_box.setValue(2)
        self.theme_box = QComboBox()
        for text, theme in (("As shown", ""), ("Light", "light"), ("Dark", "dark")):
            self.theme_box.addItem(text, theme)
        for widget, name in (
            (self.format_box, "Format"),
            (self.width_box, "Width"),
            (self.height_box, "Height"),
            (self.scale_box, "Scale"),
            (self.theme_box, "Colours"),
        ):
            widget.setAccessibleName(name)
            widget.setObjectName(name.lower())
            needs_focus_to_scroll(widget)
        self.probe_box = QCheckBox("With &probe")
        self.emphasis_box = QCheckBox("What is select&ed stands out")
        for check_box in (self.probe_box, self.emphasis_box):
            check_box.setChecked(True)  # as in the window
        self._buttons = close_box(self)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.export_button = self._buttons.addButton("&Export…", role)

    def _lay_out(self) -> None:
        size = QHBoxLayout()
        size.addWidget(self.width_box)
        size.addWidget(plain_label("×"))
        size.addWidget(self.height_box)
        size.addStretch(1)
        scale = QHBoxLayout()
        scale.addWidget(self.scale_box)
        scale.addStretch(1)
        form = QFormLayout()
        form.addRow(form_label("&Format", self.format_box), self.format_box)
        form.addRow(form_label("&Size", self.width_box), size)
        form.addRow(form_label("S&cale", self.scale_box), scale)
        form.addRow(form_label("Co&lours", self.theme_box), self.theme_box)
        form.addRow("", self.probe_box)
        form.addRow("", self.emphasis_box)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._buttons)
        self.export_button.setDefault(True)
        size_dialog(self, 88, 38)

    def _connect(self) -> None:
        self.format_box.currentIndexChanged.connect(self._on_changed)
        self.theme_box.currentIndexChanged.connect(self._on_changed)
        for box in (self.width_box, self.height_box, self.scale_box):
            box.valueChanged.connect(self._on_changed)
        for check_box in (self.probe_box, self.emphasis_box):
            check_box.toggled.connect(self._on_changed)
        self.preview.resized.connect(self._timer.start)
        self._timer.timeout.connect(self._show_preview)
        self.export_button.clicked.connect(self._on_export_clicked)
