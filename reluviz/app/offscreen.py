"""Pictures without a window: for the command line, also where there is no display."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QFont, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import check_showable
from reluviz.export.picture import (
    PictureOptions,
    PictureSource,
    picture_image,
    write_picture,
)
from reluviz.files.errors import PathLike
from reluviz.files.project import Project
from reluviz.views.plane.picture import PlanePicture
from reluviz.views.plot.picture import PlotPicture
from reluviz.views.slices.picture import SlicePicture
from reluviz.views.theme import load_theme


def write_plot(
    project: Project,
    path: PathLike,
    width: int = 900,
    height: int = 600,
    scale: float = 2.0,
    theme: str = "light",
) -> None:
    """Write the plot of a project as a picture, all of it in view.

    That is the curve of a shallow network, the plane of a network of two inputs, and a slice of
    any other.

    Parameters
    ----------
    project : Project
        What is shown, with its view: hidden layers are left out.
    path : str or PathLike
        The file; its ending, .png, .svg or .pdf, tells the kind.
    width, height : int
        Size in logical pixels.
    scale : float
        Pixels of a PNG for each logical pixel.

    Raises
    ------
    UserError
        If the picture is too large, the ending unknown, or the file cannot be written.
    ValueError
        If the network is not one that the window shows.
    """
    options = PictureOptions(width, height, scale)
    write_picture(_picture_of(project, theme), path, options)


def project_image(project: Project, width: int, height: int, theme: str = "light") -> QImage:
    """Return a small picture of a project: what `write_plot` writes, at half its size.

    Parameters
    ----------
    project : Project
        What is shown.
    width, height : int
        Size in logical pixels.
    theme : {"light", "dark"}
        Its colours.

    Raises
    ------
    ValueError
        If the network is not one that the window shows.
    """
    options = PictureOptions(2 * width, 2 * height, 1.0)
    image = picture_image(_picture_of(project, theme), options)
    image.setDevicePixelRatio(2.0)
    return image


def _picture_of(project: Project, theme: str) -> PictureSource:
    check_showable(project)
    application = ensure_application()
    snapshot = Document(project).snapshot
    has_probe = (project.view.probe, project.view.point) != (None, None)
    return _kind_of_picture(snapshot)(
        snapshot, load_theme(theme), QFont(application.font()), with_probe=has_probe
    )


def _kind_of_picture(snapshot: Snapshot) -> type[PlotPicture | PlanePicture | SlicePicture]:
    """The exact curve where there is one, the plane of two inputs, a slice of any other network."""
    if snapshot.state.has_joints:
        return PlotPicture
    return SlicePicture if snapshot.plane_axes is None else PlanePicture


def ensure_application() -> QGuiApplication:
    """Return the running application; without one, start one that needs no display."""
    running = QApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    # Nothing is shown, so no display is needed, and none that is broken is in the way.
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        return _kept(QApplication(sys.argv[:1]))
    finally:
        if before is None:
            del os.environ["QT_QPA_PLATFORM"]
        else:
            os.environ["QT_QPA_PLATFORM"] = before


_applications: list[QApplication] = []


def _kept(application: QApplication) -> QApplication:
    """Keep the application: Qt ends it with the last reference."""
    _applications.append(application)
    return application
