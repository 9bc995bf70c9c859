"""What can be opened: one row for each format, its reader imported when a file asks for it."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from reluviz.files.errors import PathLike, UserError, cannot_read, shown
from reluviz.files.project import Project
from reluviz.files.reading import TABLE_ENDINGS, is_address


@dataclass(frozen=True)
class Format:
    """A kind of file that holds a network, or points that one goes through.

    Parameters
    ----------
    title : str
        What such files are called, in the plural.
    endings : tuple of str
        How their names end, in small letters.
    reader : str
        Module and function: given the path, it returns a `Project` or raises a `UserError`.
    asks_activation : bool
        Whether such files do not say which activation hidden layers have, so that the reader
        takes one as well.
    """

    title: str
    endings: tuple[str, ...]
    reader: str
    asks_activation: bool = False

    def read(self, path: PathLike, activation: str | None = None) -> Project:
        """Return what is in a file.

        Parameters
        ----------
        path : path-like
            The file.
        activation : str, optional
            That of the hidden layers, for files that do not say it; no other file takes one.

        Raises
        ------
        UserError
            If it cannot be read, or holds something else.
        """
        module, _, name = self.reader.partition(":")
        read = getattr(import_module(module), name)
        if activation is not None and not self.asks_activation:
            raise UserError(f"{shown(path)} says itself which activations it has; give none")
        project: Project = read(path, activation) if self.asks_activation else read(path)
        return project


FORMATS = (
    Format("ReluViz projects", (".reluviz",), "reluviz.files.project_file:read_project"),
    Format("Tables", TABLE_ENDINGS, "reluviz.files.points:read_project"),
    Format("Weights", (".npz", ".md"), "reluviz.files.weights:read_project"),
    Format("Weights and JavaScript", (".json",), "reluviz.files.js_networks:read_project"),
    Format(
        "Tensors of PyTorch",
        (".safetensors", ".pt", ".pth"),
        "reluviz.files.state_dicts:read_project",
        asks_activation=True,
    ),
    Format("Models of Keras", (".keras", ".h5"), "reluviz.files.keras_layers:read_project"),
    Format("Curves", (".cir", ".pwl", ".sp", ".cube", ".css"), "reluviz.files.curves:read_project"),
    Format("FANN and NNet", (".net", ".nnet"), "reluviz.files.text_networks:read_project"),
    Format("ONNX networks", (".onnx",), "reluviz.files.onnx_network:read_project"),
)
"""All formats; that of a file is found by the ending of its name."""

KNOWN_ENDINGS = tuple(ending for one in FORMATS for ending in one.endings)


def open_any(path: PathLike, activation: str | None = None) -> Project:
    """Open a file of any format; the ending of its name decides which.

    Parameters
    ----------
    path : path-like
        The file; or an address of TensorFlow Playground, which holds a network's shape.
    activation : str, optional
        That of the hidden layers, for files that do not say it.

    Raises
    ------
    UserError
        If the file cannot be read, is damaged, or has an ending that is not in `KNOWN_ENDINGS`.
    """
    if is_address(path):
        from reluviz.files.addresses import read_project  # seldom, and not for free

        return read_project(path)
    ending = Path(path).suffix.lower()
    for one in FORMATS:
        if ending in one.endings:
            return one.read(path, activation)
    try:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise UserError(cannot_read(path, error)) from error
    if is_folder:
        raise UserError(cannot_read(path, IsADirectoryError(errno.EISDIR, "is a folder")))
    unknown = f"the unknown ending {shown(ending)}" if ending else "no ending"
    kinds = "; ".join(f"{one.title} end in {', '.join(one.endings)}" for one in FORMATS)
    raise UserError(f"{shown(path)} has {unknown}. {kinds}. Rename it, or choose another file")


def asks_activation(path: PathLike) -> bool:
    """Return whether such files do not say which activation hidden layers have."""
    ending = Path(path).suffix.lower()
    return any(one.asks_activation for one in FORMATS if ending in one.endings)


def file_filters() -> str:
    """Return what a file dialog offers: all that can be opened, then each format."""

    def patterns(endings: tuple[str, ...]) -> str:
        return " ".join(f"*{ending}" for ending in endings)

    each = ";;".join(f"{one.title} ({patterns(one.endings)})" for one in FORMATS)
    return f"All that can be opened ({patterns(KNOWN_ENDINGS)});;{each};;All files (*)"
