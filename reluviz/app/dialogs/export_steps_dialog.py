"""The construction step by step to take home: an animation, or a sheet to print."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QProgressDialog,
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
from reluviz.app.dialogs.export_plot_dialog import PictureView
from reluviz.app.settings import Settings
from reluviz.app.steps import CancelledError, StepsOptions, steps_bytes, steps_look
from reluviz.core.steps import chosen_steps
from reluviz.document.document import Document
from reluviz.export.picture import PictureOptions, PictureSource, picture_image
from reluviz.export.steps import (
    ANIMATION_ENDINGS,
    ENDINGS,
    check_animations,
    check_size,
)
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError
from reluviz.views.steps_picture import FRAME_SIZE, MOST_FRAMES, StepFrame, StepsSheet
from reluviz.views.theme import Theme

FORMATS = (
    (".gif", "GIF animation"),
    (".png", "APNG animation"),
    (".pdf", "PDF sheet"),
    (".svg", "SVG sheet"),
)

_WAIT = 120  # milliseconds without a change before the preview is painted
_LARGEST_SIDE = 4_000


class ExportStepsDialog(QDialog):
    """Asks for the form of the steps, shows one or all of them, and writes them.

    Parameters
    ----------
    document : Document
        Whose network is built. It is not changed.
    theme : Theme
        Colours to begin with.
    parent : QWidget, optional
        Qt parent.
    settings : Settings, optional
        Where the folder to begin with comes from.
    """

    exported = Signal(object)
    """Emitted with the path of a file that was written."""

    def __init__(
        self,
        document: Document,
        theme: Theme,
        parent: QWidget | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_steps_dialog")
        self.setWindowTitle("Export steps")
        self._document = document
        self._folder = settings.last_folder if settings is not None else ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self.message = MessageLine()
        self.preview = PictureView()
        self._build(theme)
        self._lay_out()
        self._connect()
        self._on_changed()

    @property
    def ending(self) -> str:
        """The ending of the chosen format."""
        return str(self.format_box.currentData())

    @property
    def is_animation(self) -> bool:
        """Whether the chosen format moves."""
        return self.ending in ANIMATION_ENDINGS

    def options(self, ending: str | None = None) -> StepsOptions:
        """Return what is chosen, for a file with another ending than the chosen one if given."""
        size = (self.width_box.value(), self.height_box.value())
        return StepsOptions(
            size if (ending or self.ending) in ANIMATION_ENDINGS else None,
            bool(self.paper_box.currentData()),
            self.blanks_box.isChecked(),
            str(self.theme_box.currentData()),
        )

    def write(self, path: Path) -> bool:
        """Write the steps to `path`, in the format of its ending; what fails is said in place."""
        try:
            atomic_write(path, self._content(path.suffix.lower()))
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

    # Slots

    def _on_export_clicked(self) -> None:
        kind = dict(FORMATS)[self.ending]
        suggestion = str(Path(self._folder) / f"steps{self.ending}")
        try:
            path = ask_to_save(self, "Export steps", kind, self.ending, suggestion, ENDINGS)
        except FileExistsError as error:
            self.message.complain(error)
            return
        if path is not None:
            self.write(path)

    def _on_changed(self) -> None:
        for box in (self.width_box, self.height_box):
            box.setEnabled(self.is_animation)
        self.paper_box.setEnabled(not self.is_animation)
        self.export_button.setEnabled(True)
        try:
            self.message.say(self._summary())
        except UserError as error:
            self.message.complain(error)
            self.export_button.setEnabled(False)
        self._timer.start()

    def _show_preview(self) -> None:
        source, (width, height) = self._picture()
        room = self.preview.size() * self.preview.devicePixelRatioF()
        scale = min(room.width() / width, room.height() / height)
        options = PictureOptions(width, height, min(max(scale, 0.1), 4.0))
        self.preview.show_image(picture_image(source, options))

    # Private

    def _content(self, ending: str) -> bytes:
        """The file's content; a window with a button to stop shows how far it is."""
        if ending not in ENDINGS:
            raise UserError(f"steps end in {', '.join(ENDINGS)}, not in “{ending}”")
        window = QProgressDialog("Drawing the steps", "Cancel", 0, 0, self)
        window.setWindowModality(Qt.WindowModality.WindowModal)
        window.setMinimumDuration(600)

        def progress(done: int, total: int) -> bool:
            window.setMaximum(total)
            window.setValue(done)
            return not window.wasCanceled()

        try:
            name = self._document.snapshot.name.removesuffix(".reluviz")
            project = self._document.project
            return steps_bytes(project, name, ending, self.options(ending), progress)
        finally:
            window.close()
            window.deleteLater()

    def _picture(self) -> tuple[PictureSource, tuple[int, int]]:
        """The sheet, or one frame: the step that the window shows, else one in the middle."""
        project, application = self._document.project, QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        options, snapshot = self.options(), self._document.snapshot
        look = steps_look(project, snapshot.name.removesuffix(".reluviz"), options, application)
        if not self.is_animation:
            sheet = StepsSheet(look, options.is_landscape)
            return sheet, sheet.picture_size()
        count = snapshot.build
        if count is None:
            count = (project.network.n_units + 1) // 2
        return StepFrame(look, count), options.size or FRAME_SIZE

    def _summary(self) -> str:
        """What will be written.

        Raises
        ------
        UserError
            If it cannot be.
        """
        n_units = self._document.network.n_units
        if not self.is_animation:
            return "One sheet of A4. Lines and text stay sharp at any size; text stays text."
        check_animations()
        count = len(chosen_steps(n_units, MOST_FRAMES))
        check_size(self.width_box.value(), self.height_box.value(), count)
        spread = "" if count == n_units + 1 else f" of {n_units + 1:,}, evenly spread"
        return f"{count} steps{spread}, one after the other."

    def _build(self, theme: Theme) -> None:
        self.format_box = QComboBox()
        for ending, name in FORMATS:
            self.format_box.addItem(f"{name}, {ending}", ending)
        self.width_box, self.height_box = QSpinBox(), QSpinBox()
        for box, value in zip((self.width_box, self.height_box), FRAME_SIZE, strict=True):
            box.setRange(200, _LARGEST_SIDE)
            box.setSuffix(" px")
            box.setSingleStep(40)
            box.setValue(value)
        self.paper_box = QComboBox()
        for text, is_landscape in (("A4, portrait", False), ("A4, landscape", True)):
            self.paper_box.addItem(text, is_landscape)
        self.theme_box = QComboBox()
        for text, name in (("Light", "light"), ("Dark", "dark")):
            self.theme_box.addItem(text, name)
        self.theme_box.setCurrentIndex(self.theme_box.findData(theme.name))
        for widget, name in (
            (self.format_box, "Format"),
            (self.width_box, "Width"),
            (self.height_box, "Height"),
            (self.paper_box, "Paper"),
            (self.theme_box, "Colours"),
        ):
            widget.setAccessibleName(name)
            widget.setObjectName(name.lower())
            needs_focus_to_scroll(widget)
        self.blanks_box = QCheckBox("&Blanks instead of the numbers that are to be found")
        self._buttons = close_box(self)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.export_button = self._buttons.addButton("&Export…", role)

    def _lay_out(self) -> None:
        size = QHBoxLayout()
        size.addWidget(self.width_box)
        size.addWidget(plain_label("×"))
        size.addWidget(self.height_box)
        size.addStretch(1)
        form = QFormLayout()
        form.addRow(form_label("&Format", self.format_box), self.format_box)
        form.addRow(form_label("&Size", self.width_box), size)
        form.addRow(form_label("&Paper", self.paper_box), self.paper_box)
        form.addRow(form_label("Co&lours", self.theme_box), self.theme_box)
        form.addRow("", self.blanks_box)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._buttons)
        self.export_button.setDefault(True)
        size_dialog(self, 88, 40)

    def _connect(self) -> None:
        for box in (self.format_box, self.paper_box, self.theme_box):
            box.currentIndexChanged.connect(self._on_changed)
        for side in (self.width_box, self.height_box):
            side.valueChanged.connect(self._on_changed)
        self.blanks_box.toggled.connect(self._on_changed)
        self.preview.resized.connect(self._timer.start)
        self._timer.timeout.connect(self._show_preview)
        self.export_button.clicked.connect(self._on_export_clicked)
