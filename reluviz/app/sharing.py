"""What is taken home: the plot and the table, as files, on the clipboard, on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Slot
from PySide6.QtGui import QGuiApplication, QPageLayout, QPainter
from PySide6.QtWidgets import QMenu

from reluviz.app.context import Controller, add_entry, is_accepted
from reluviz.app.file_work import file_name
from reluviz.core.words import sentence
from reluviz.views.theme import load_theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from reluviz.app.dialogs.export import ExportDialog
    from reluviz.app.main_panels import MiddlePanel  # loaded after the first frame, never here
    from reluviz.export.forms import Form


class ShareController(Controller):
    """Exports, copies and prints what the document shows."""

    _middle: Callable[[], MiddlePanel]

    def set_middle(self, middle: Callable[[], MiddlePanel]) -> None:
        """Say what returns the panel whose picture is taken, once there is one."""
        self._middle = middle

    # Files

    def export_plot(self) -> None:
        """Ask how, and export the plot as a picture."""
        from reluviz.app.dialogs.export import ExportPlotDialog

        self._export(ExportPlotDialog(self._middle(), self._store.settings, self._window))

    def export_weights(self) -> None:
        """Ask how, and export the table of weights."""
        from reluviz.app.dialogs.export import ExportWeightsDialog

        network, domain = self._document.network, self._document.project.domain
        self._export(ExportWeightsDialog(network, domain, self._store.settings, self._window))

    def export_steps(self) -> None:
        """Ask how, and export the construction step by step."""
        from reluviz.app.dialogs.export import ExportStepsDialog

        settings = self._store.settings
        self._export(ExportStepsDialog(self._document, self._theme(), self._window, settings))

    def _export(self, dialog: ExportDialog) -> None:
        dialog.exported.connect(self._on_exported)
        is_accepted(dialog)

    # Clipboard

    def fill_copy_as(self, menu: QMenu) -> None:
        """Fill a menu with the forms in which the network can be pasted elsewhere."""
        self._fill(menu, "copy_as", "Copy it to be pasted there", self._copy_as)

    def fill_export_as(self, menu: QMenu) -> None:
        """Fill a menu with the forms in which the network can be written to a file."""
        self._fill(menu, "export_as", "Write it to a file", self._export_as)

    def _fill(self, menu: QMenu, name: str, tip: str, act: Callable[[Form], None]) -> None:
        from reluviz.export.forms import FORMS

        menu.clear()
        for one in FORMS.values():
            if name == "copy_as" and not one.is_text:
                continue
            add_entry(menu, f"{name}_{one.name}", one.title, tip, partial(act, one))

    def _copy_as(self, form: Form) -> None:
        with self._document.trying():
            QGuiApplication.clipboard().setText(form.text(self._document.project))

    def _export_as(self, form: Form) -> None:
        from reluviz.app.dialogs.common import ask_to_save
        from reluviz.files.atomic import atomic_write

        with self._document.trying():
            data = form.data(self._document.project)
            folder = Path(self._store.settings.last_folder)
            name = f"{file_name(self._document.name.removesuffix('.reluviz'))}{form.ending}"
            path = ask_to_save(
                self._window, "Export", form.title, form.ending, str(folder / name), (form.ending,)
            )
            if path is not None:
                atomic_write(path, data)
                self._on_exported(path)

    def copy_formula(self) -> None:
        """Copy the formula with its numbers in full precision, all terms, in one line."""
        from reluviz.core.formula import FormulaError, formula
        from reluviz.core.formula_writing import written_formula

        network = self._document.network
        try:
            text = written_formula(network)
        except ValueError as error:
            self._document.notify(f"{sentence(error)}.")
            return
        QGuiApplication.clipboard().setText(text)
        try:
            formula(text)
        except FormulaError as error:
            why = sentence(error.sentence)
            if (network.n_inputs, network.n_outputs) != (1, 1):
                why = "It takes one input x and gives one output y"
            self._document.notify(f"Copied for Python, not for the formula field. {why}.")

    def copy_table(self) -> None:
        """Copy the table of weights in full precision, for spreadsheets and for texts."""
        from reluviz.export.tables import weights_text

        data = QMimeData()
        data.setText(weights_text(self._document.network, "tsv"))
        data.setHtml(weights_text(self._document.network, "html"))
        QGuiApplication.clipboard().setMimeData(data)

    def copy_plot(self) -> None:
        """Copy the plot as a picture of points and as one of lines."""
        from reluviz.export.picture import PictureOptions, picture_bytes, picture_image

        options, picture = PictureOptions(), self._middle().plot_widget.picture()
        data = QMimeData()
        data.setImageData(picture_image(picture, options))
        data.setData("image/svg+xml", picture_bytes(picture, ".svg", options))
        QGuiApplication.clipboard().setMimeData(data)

    # Paper

    def print(self) -> None:
        """Show how the plot comes out on paper, and print it from there."""
        from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        # Texts as large as on the screen; lines and letters stay sharp, they are not pixels.
        printer.setResolution(round(self._window.screen().logicalDotsPerInchX()))
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        printer.setDocName(self._document.snapshot.name)
        preview = QPrintPreviewDialog(printer, self._window)
        preview.setObjectName("print_preview")
        preview.paintRequested.connect(self._on_paint_requested)
        is_accepted(preview)

    def _on_paint_requested(self, printer: QPrinter) -> None:
        page = printer.pageLayout().paintRectPixels(printer.resolution())
        painter = QPainter(printer)
        picture = self._middle().plot_widget.picture(load_theme("light"))
        picture.paint_picture(painter, page.width(), page.height())
        painter.end()

    # Slots

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._store.change(last_folder=str(path.absolute().parent))
