"""The construction step by step in a file: an animation, or a sheet to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QFont, QGuiApplication, QImage

from reluviz.app.offscreen import ensure_application
from reluviz.core.steps import chosen_steps
from reluviz.document.document import check_showable
from reluviz.document.state import State
from reluviz.export.picture import PictureOptions, picture_bytes, picture_image
from reluviz.export.steps import (
    ANIMATION_ENDINGS,
    ENDINGS,
    animation_bytes,
    check_animations,
    check_size,
)
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Project
from reluviz.views.steps_picture import FRAME_SIZE, MOST_FRAMES, StepFrame, StepsLook, StepsSheet
from reluviz.views.theme import load_theme

SHOWN_MS, LAST_MS, LONGEST_MS = 1200, 3000, 30_000
"""How long a step is shown, the last step, and at most all steps together."""

Progress = Callable[[int, int], bool]
"""Told how many pictures of how many are done; returns whether to go on."""


class CancelledError(Exception):
    """The user does not want the animation any more."""


@dataclass(frozen=True)
class StepsOptions:
    """How the steps are drawn.

    Parameters
    ----------
    size : (int, int), optional
        Width and height in pixels of an animation, in points of a sheet; 800 x 560 and A4 if
        left out.
    is_landscape : bool
        Whether a sheet of A4 is wider than high.
    blanks : bool
        Whether the numbers that are to be found are left out.
    """

    size: tuple[int, int] | None = None
    is_landscape: bool = False
    blanks: bool = False
    theme: str = "light"


def write_steps(
    project: Project, name: str, path: PathLike, options: StepsOptions | None = None
) -> None:
    """Write the steps of a project; the kind follows from the ending: .gif, .png, .svg or .pdf.

    Parameters
    ----------
    project : Project
        Whose network is built.
    name : str
        Title of a sheet.
    path : str or PathLike
        The file.
    options : StepsOptions, optional
        How they are drawn.

    Raises
    ------
    UserError
        If the ending is unknown, Pillow is missing for an animation, or the file cannot be
        written.
    ValueError
        If the network is not one that the window shows.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise UserError(f"{shown(path)}: steps end in {', '.join(ENDINGS)}")
    atomic_write(path, steps_bytes(project, name, ending, options or StepsOptions()))


def steps_bytes(
    project: Project,
    name: str,
    ending: str,
    options: StepsOptions,
    progress: Progress | None = None,
) -> bytes:
    """Return the content of a file with the steps of a project; see `write_steps`.

    Raises
    ------
    CancelledError
        If `progress` said so.
    """
    check_showable(project)
    if ending in ANIMATION_ENDINGS:
        check_animations()
    look = steps_look(project, name, options, ensure_application())
    if ending not in ANIMATION_ENDINGS:
        sheet = StepsSheet(look, options.is_landscape)
        width, height = options.size or sheet.picture_size()
        title = f"{name}, step by step"
        return picture_bytes(sheet, ending, PictureOptions(width, height, title=title))
    counts = chosen_steps(project.network.n_units, MOST_FRAMES)
    each = min(SHOWN_MS, LONGEST_MS // len(counts))
    times = [each] * (len(counts) - 1) + [LAST_MS]
    width, height = options.size or FRAME_SIZE
    check_size(width, height, len(counts))
    sizes = PictureOptions(width, height, scale=1.0)
    return animation_bytes(_frames(look, counts, sizes, progress), ending, times)


def steps_look(
    project: Project, name: str, options: StepsOptions, application: QGuiApplication
) -> StepsLook:
    """Return what the pictures of the steps of a project have in common."""
    return StepsLook(
        State(project.network, (project.domain,), project.target),
        name,
        load_theme(options.theme),
        QFont(application.font()),
        options.blanks,
    )


def _frames(
    look: StepsLook, counts: list[int], sizes: PictureOptions, progress: Progress | None
) -> Iterator[QImage]:
    for done, count in enumerate(counts):
        if progress is not None and not progress(done, len(counts)):
            raise CancelledError
        yield picture_image(StepFrame(look, count), sizes)
