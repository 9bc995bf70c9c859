"""Pictures of a plot: PNG, SVG and PDF, painted again for the file, never copied off the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from reluviz.export.escape import one_line
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import PathLike, UserError, shown

ENDINGS = (".png", ".svg", ".pdf")

LARGEST_SIDE = 10_000
"""No picture is wider or higher, in logical pixels."""

MOST_PIXELS = 64_000_000
"""No PNG has more pixels: 256 MB while it is made."""

_POINTS_AN_INCH = 72
_INCH_IN_METRES = 0.0254


class PictureSource(Protocol):
    """Something that can be painted on a sheet of any size, ground included."""

    def picture_size(self) -> tuple[int, int]:
        """Return width and height as on the screen, in logical pixels."""

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint on a sheet of `width` by `height` logical pixels."""


@dataclass(frozen=True)
class PictureOptions:
    """How large a picture is.

    Parameters
    ----------
    width, height : int, optional
        Size of the sheet in logical pixels; as on the screen if left out. Texts and lines keep
        their size: a larger sheet shows more finely.
    scale : float
        Pixels of a PNG for each logical pixel. SVG and PDF are sharp at any size.
    title : str
        Title in the properties of an SVG or PDF.

    Raises
    ------
    UserError
        If a size is not possible.
    """

    width: int | None = None
    height: int | None = None
    scale: float = 2.0
    title: str = "ReluViz plot"

    def __post_init__(self) -> None:
        for name, size in (("width", self.width), ("height", self.height)):
            if size is not None and not 1 <= size <= LARGEST_SIDE:
                raise UserError(
                    f"the {name} of a picture must be from 1 to {LARGEST_SIDE:,} pixels"
                )
        if not 0.1 <= self.scale <= 20:
            raise UserError("the scale of a picture must be from 0.1 to 20")


def write_picture(source: PictureSource, path: PathLike, options: PictureOptions) -> None:
    """Write a picture; the kind follows from the ending: .png, .svg or .pdf.

    Raises
    ------
    UserError
        If the ending is unknown, the picture is too large or the file cannot be written.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise UserError(f"{shown(path)}: a picture of the plot ends in .png, .svg or .pdf")
    atomic_write(path, picture_bytes(source, ending, options))


def picture_bytes(source: PictureSource, ending: str, options: PictureOptions) -> bytes:
    """Return the content of a file with the ending ".png", ".svg" or ".pdf".

    Raises
    ------
    UserError
        If the ending is unknown or the picture is too large.
    """
    if ending == ".png":
        return _png(picture_image(source, options))
    if ending == ".svg":
        return _svg(source, options)
    if ending == ".pdf":
        return _pdf(source, options)
    raise UserError(f"there are no pictures ending in {ending!r}; use .png, .svg or .pdf")


def picture_image(source: PictureSource, options: PictureOptions) -> QImage:
    """Return the picture as an image that knows its size in print.

    Raises
    ------
    UserError
        If it would have too many pixels.
    """
    width, height = _size(source, options)
    columns, rows = round(width * options.scale), round(height * options.scale)
    if columns * rows > MOST_PIXELS or not columns or not rows:
        raise UserError(
            f"a picture of {columns:,} by {rows:,} pixels is not possible: at most "
            f"{MOST_PIXELS // 1_000_000} million pixels; choose a smaller size or scale, or SVG "
            "or PDF, which are sharp at any size"
        )
    image = QImage(columns, rows, QImage.Format.Format_RGB32)
    if image.isNull():
        raise UserError(f"there is not enough memory for {columns:,} by {rows:,} pixels")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(columns / width, rows / height)
    source.paint_picture(painter, width, height)
    painter.end()
    # Only now: while painting, the image's resolution would change the size of the texts.
    per_metre = round(_dots_an_inch() * options.scale / _INCH_IN_METRES)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    return image


def _png(image: QImage) -> bytes:
    buffer = _open_buffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise UserError("the picture could not be made: there is not enough memory")
    return _content(buffer)


def _svg(source: PictureSource, options: PictureOptions) -> bytes:
    width, height = _size(source, options)
    buffer = _open_buffer()
    # Tiny 1.2, Qt's default, cannot clip: curves would run over the axes.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(_dots_an_inch())
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRect(0, 0, width, height))
    generator.setTitle(one_line(options.title))  # Qt escapes, but leaves what XML cannot hold
    painter = QPainter(generator)
    source.paint_picture(painter, width, height)
    painter.end()
    return _content(buffer)


def _pdf(source: PictureSource, options: PictureOptions) -> bytes:
    """A page of as many points as the sheet has pixels, without margins."""
    width, height = _size(source, options)
    buffer = _open_buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(_dots_an_inch())
    writer.setTitle(options.title)
    writer.setCreator("ReluViz")
    writer.setPageSize(QPageSize(QSizeF(width, height), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    enlarged = _dots_an_inch() / _POINTS_AN_INCH
    painter.scale(enlarged, enlarged)
    source.paint_picture(painter, width, height)
    painter.end()
    return _content(buffer)


def dots_an_inch(ending: str) -> int:
    """Return how many logical pixels of such a picture make an inch on paper."""
    return _POINTS_AN_INCH if ending == ".pdf" else _dots_an_inch()


def _size(source: PictureSource, options: PictureOptions) -> tuple[int, int]:
    width, height = source.picture_size()
    return options.width or width, options.height or height


def _dots_an_inch() -> int:
    """The screen's resolution, so that texts are as large as in the window."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInchX())


def _open_buffer() -> QBuffer:
    # Into memory first: Qt's writers tell nobody when a disk is full.
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _content(buffer: QBuffer) -> bytes:
    buffer.close()
    return bytes(buffer.data().data())
