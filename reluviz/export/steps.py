"""Animations: pictures one after the other in one file, GIF or APNG."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reluviz.files.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtGui import QImage  # not at once: the command line reads the endings without Qt

ANIMATION_ENDINGS = (".gif", ".png")
SHEET_ENDINGS = (".svg", ".pdf")
ENDINGS = (*ANIMATION_ENDINGS, *SHEET_ENDINGS)

MISSING = (
    "animations need the package Pillow, which is not installed; install it with "
    'pip install "reluviz[animation]", or choose .svg or .pdf'
)


MOST_PIXELS = 100_000_000
"""All pictures of an animation together have at most so many pixels: 300 MB while it is made."""


def check_animations() -> None:
    """Raise UserError if the package that writes animations is missing."""
    try:
        import PIL.Image  # noqa: F401
    except ImportError:
        raise UserError(MISSING) from None


def check_size(width: int, height: int, count: int) -> None:
    """Raise UserError if `count` pictures of this size are too many pixels."""
    if width * height * count > MOST_PIXELS:
        side = math.isqrt(MOST_PIXELS // count)
        raise UserError(
            f"{count} pictures of {width:,} by {height:,} pixels are too many for one animation; "
            f"choose a smaller size, such as {side:,} by {side:,}"
        )


def animation_bytes(images: Iterable[QImage], ending: str, milliseconds: Sequence[int]) -> bytes:
    """Return the content of an animated file that runs again and again.

    Parameters
    ----------
    images : iterable of QImage
        All of one size.
    ending : {".gif", ".png"}
        The kind of file; .png is an APNG, which other programs show as its first picture.
    milliseconds : sequence of int
        How long each is shown.

    Raises
    ------
    UserError
        If Pillow is missing, or the pictures cannot be put together.
    """
    check_animations()
    if ending not in ANIMATION_ENDINGS:
        raise UserError(f"there are no animations ending in {ending!r}; use .gif or .png")
    frames = (_frame(image, ending) for image in images)
    first, *others = frames  # Pillow goes through them more than once
    buffer = io.BytesIO()
    try:
        first.save(
            buffer,
            "GIF" if ending == ".gif" else "PNG",
            save_all=True,
            append_images=others,
            duration=list(milliseconds),
            loop=0,
        )
    except MemoryError:
        raise UserError("there is not enough memory for the animation; make it smaller") from None
    return buffer.getvalue()


def _frame(image: QImage, ending: str) -> Image:
    """A picture as Pillow wants it: for GIF with a palette of its own, without a raster."""
    from PIL import Image
    from PySide6.QtGui import QImage

    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    size, stride = (rgb.width(), rgb.height()), rgb.bytesPerLine()
    frame = Image.frombuffer("RGB", size, bytes(rgb.constBits()), "raw", "RGB", stride, 1)
    if ending == ".gif":
        return frame.quantize(256, dither=Image.Dither.NONE)
    return frame
