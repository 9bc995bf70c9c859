"""What is taken home: the plot and the table, as files, on the clipboard, on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication, QPageLayout, QPainter
from PySide6.QtWidgets import QWidget

from reluviz.app.settings import SettingsStore
from reluviz.core.words import sentence
from reluviz.document.document import Document
from reluviz.views.theme import Theme, load_theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from reluviz.app.pictured import MiddlePanel  # loaded after the first frame, never here


class ShareController(QObject):
    """Exports, copies and prints what the document shows.

    Parameters
    ----------
    document : Document
        What is exported.
    store : SettingsStore
        Knows the last folder.
    theme : callable
        Returns the colours for dialogs that paint.
    window : QWidget
        The window that dialogs belong to, and the owner.
    """

    def __init__(
        self,
        document: Document,
        store: SettingsStore,
        theme: Callable[[], Theme],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._store = store
        self._theme = theme
        self._window = window
        self._middle: Callable[[], MiddlePanel]

    def set_middle(self, middle: Callable[[], MiddlePanel]) -> None:
        """Say what returns the panel whose picture is taken, once there is one."""
        self._middle = middle

    # Files

    def export_plot(self) -> None:
        """Ask how, and export the plot as a picture."""
        from reluviz.app.dialogs.export import ExportPlotDialog

        dialog = ExportPlotDialog(self._middle(), self._store.settings, self._window)
        dialog.exported.connect(self._on_exported)
        dialog.exec()
        dialog.deleteLater()

    def export_weights(self) -> None:
        """Ask how, and export the table of weights."""
        from reluviz.app.dialogs.export import ExportWeightsDialog

        project = self._document.project
        dialog = ExportWeightsDialog(
            project.network, project.domain, self._store.settings, self._window
        )
        dialog.exported.connect(self._on_exported)
        dialog.exec()
        dialog.deleteLater()

    def export_steps(self) -> None:
        """Ask how, and export the construction step by step."""
        from reluviz.app.dialogs.export import ExportStepsDialog

        dialog = ExportStepsDialog(
            self._document, self._theme(), self._window, self._store.settings
        )
        dialog.exported.connect(self._on_exported)
        dialog.exec()
        dialog.deleteLater()

    # Clipboard

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
        preview.exec()
        preview.deleteLater()

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
