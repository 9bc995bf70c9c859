"""What the commands have in common: how they are declared, what they read and how they draw."""

from __future__ import annotations

import argparse
import errno
import math
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import reluviz.system as system
from reluviz.cli.tables import add_table_arguments, chosen_table, refuse_table_arguments
from reluviz.core.network import LARGEST_VALUE
from reluviz.files import project_file
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, WriteError, cannot_write, shown
from reluviz.files.formats import open_any
from reluviz.files.project import Project
from reluviz.files.reading import LARGEST_TABLE, TABLE_ENDINGS, read_stream
from reluviz.files.typed_number import AmbiguousNumberError, typed_number
from reluviz.files.weights import is_weights

PLOT_ENDINGS = (".png", ".svg", ".pdf")
THEMES = ("light", "dark")

_PER_INCH = {"cm": 2.54, "mm": 25.4, "in": 1.0, "pt": 72.0}

STANDARD_INPUT = "standard input"


# What is read


def read(arguments: argparse.Namespace) -> Project:
    """Return the project in a file, or through the points of a table; "-" is the standard input.

    What is to be said about how a table was read is printed.

    Raises
    ------
    UserError
        If there is none.
    """
    file = arguments.file
    source: str | bytes = standard_input(LARGEST_TABLE) if file == "-" else file
    if isinstance(source, bytes):
        is_project = source.lstrip().startswith(b"{")
    else:
        is_project = Path(file).suffix.lower() not in TABLE_ENDINGS or is_weights(file)
    if not is_project:
        name = STANDARD_INPUT if file == "-" else None
        from reluviz.files.points import points_of, project_through

        table, places, notes = chosen_table(arguments, source, name)
        project = project_through(points_of(table, places))
        print("".join(f"{note}\n" for note in notes), end="")
        return project
    refuse_table_arguments(arguments)
    if isinstance(source, bytes):
        return project_file.loads(source, STANDARD_INPUT)
    project = open_any(file, getattr(arguments, "activation", None))
    for note in project.notes:
        print(note, file=sys.stderr)
    return project


def standard_input(most: int | None = None) -> bytes:
    """Return all of the standard input, up to `most` bytes.

    Raises
    ------
    UserError
        If there is none, or it is too large.
    """
    if sys.stdin is None:
        raise UserError("the standard input is closed; give the name of a file instead of -")
    stream: BinaryIO = sys.stdin.buffer
    return read_stream(stream, STANDARD_INPUT, UserError, most)


# What is written


def check_output(out: str, file: str) -> None:
    """Raise UserError if `out` is the file that is read."""
    if os.path.realpath(out) == os.path.realpath(file):
        raise UserError(f"{shown(out)} is the file that is read; give the output another name")


def check_outputs(outs: list[str], file: str | None, endings: dict[str, tuple[str, ...]]) -> None:
    """Find out before the work whether its results can be written.

    Parameters
    ----------
    outs : list of str
        Names of the files.
    file : str or None
        The file that is read.
    endings : dict
        The endings that are possible, by what such a file is called.

    Raises
    ------
    UserError
        If one of the files cannot be written, or has the name of another one.
    """
    for out in outs:
        ending = Path(out).suffix.lower()
        if not any(ending in known for known in endings.values()):
            found = f"the unknown ending {shown(ending)}" if ending else "no ending"
            kinds = ", ".join(f"{kind} ends in {', '.join(of)}" for kind, of in endings.items())
            raise UserError(f"{shown(out)} has {found}: {kinds}")
        if file is not None:
            check_output(out, file)
        _check_place(out)
    if len({os.path.realpath(out) for out in outs}) < len(outs):
        raise UserError("two outputs have the same name; give each its own")
    if any(Path(out).suffix.lower() in PLOT_ENDINGS for out in outs):
        with importing_qt():
            import reluviz.app.offscreen  # noqa: F401  # found missing now, not after the work


def _check_place(out: str) -> None:
    """Raise WriteError if there cannot be a file `out`."""
    try:
        target = os.path.realpath(out)
        if os.path.isdir(target):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        folder = os.path.dirname(target)
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not all(os.access(path, os.W_OK) for path in (folder, target) if os.path.exists(path)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise WriteError(cannot_write(out, error)) from error


def write_outputs(project: Project, outs: list[str], arguments: argparse.Namespace) -> None:
    """Write a project, the weights of its network or its plot to files, by their endings.

    Pictures come last: if one cannot be drawn, the network itself is not lost.

    Raises
    ------
    ValueError
        If a file cannot be written, or the network cannot be drawn.
    """
    from reluviz.export.tables import ENDINGS as TABLE_ENDINGS
    from reluviz.export.tables import weights_bytes

    for out in sorted(outs, key=lambda out: Path(out).suffix.lower() in PLOT_ENDINGS):
        ending = Path(out).suffix.lower()
        if ending == project_file.ENDING:
            project_file.write_project(project, out)
        elif ending in TABLE_ENDINGS:
            atomic_write(out, weights_bytes(project.network, ending))
        else:
            atomic_write(out, plot_bytes(project, ending, arguments))
        print(f"wrote {shown(out)}")


def plot_bytes(project: Project, ending: str, arguments: argparse.Namespace) -> bytes:
    """Return a picture of the plot, drawn as the arguments of `add_plot_arguments` say.

    Raises
    ------
    UserError
        If Qt is missing or the picture cannot be drawn.
    """
    import tempfile  # here, because it would make every start of the window slower

    with importing_qt():
        from reluviz.app.offscreen import write_plot
    width, height = arguments.size.pixels(ending)
    with tempfile.TemporaryDirectory(prefix="reluviz-") as folder:
        picture = Path(folder, f"plot{ending}")
        write_plot(project, picture, width, height, arguments.scale, arguments.theme)
        return picture.read_bytes()


@contextmanager
def importing_qt() -> Iterator[None]:
    """Imports inside that fail say what the system lacks."""
    try:
        yield
    except ImportError as error:
        raise UserError(system.explain_import_error(error)) from error


# The arguments


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the file that is read (see `read`)."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a project, a network of another program, or a table of points; - is the standard "
        "input; an address of TensorFlow Playground is a new network",
    )
    parser.add_argument(
        "--activation",
        metavar="NAME",
        help="that of the hidden layers, for files that do not say it: relu, tanh, sigmoid, ...",
    )
    add_table_arguments(parser)


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Add the files that `write_outputs` writes."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        action="append",
        default=[],
        help="a project (.reluviz), a table of weights (.csv .json ...) or a plot "
        f"({' '.join(PLOT_ENDINGS)}); may be given several times",
    )


def add_plot_arguments(parser: argparse.ArgumentParser, title: str = "plots") -> None:
    """Add size, scale and colours of a picture."""
    plots = parser.add_argument_group(title)
    plots.add_argument(
        "--size",
        type=picture_size,
        default=PictureSize(900, 600),
        metavar="WxH",
        help="in points as on a screen (900x600), or on paper: 12x8cm, 340x230pt, 5x3in",
    )
    plots.add_argument(
        "--scale", type=_scale, default=2.0, metavar="S", help="pixels for each point in .png (2)"
    )
    plots.add_argument("--theme", choices=THEMES, default="light", help="its colours (light)")


class PictureSize(NamedTuple):
    """Width and height; in points as on a screen, or so many of a unit that make an inch."""

    width: float
    height: float
    per_inch: float = 0.0

    def pixels(self, ending: str) -> tuple[int, int]:
        """Return logical pixels; a PDF has 72 of them on an inch, other pictures 96."""
        scale = (72 if ending == ".pdf" else 96) / self.per_inch if self.per_inch else 1
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


def picture_size(text: str) -> PictureSize:
    """Return the size in a text such as 900x600, 12x8cm or 340x230pt.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one, or one that is too small or too large.
    """
    match = re.fullmatch(r"([0-9.]{1,6})[xX×]([0-9.]{1,6}) ?(cm|mm|in|pt)", text)
    if match is None:
        return PictureSize(*size(text))
    sides, per_inch = [number(side) for side in match.groups()[:2]], _PER_INCH[match[3]]
    if not all(1 <= side / per_inch <= 100 for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r} is no size: each side has 1 to 100 inches")
    return PictureSize(sides[0], sides[1], per_inch)


def size(text: str) -> tuple[int, int]:
    """Return the width and height in a text such as 900x600.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one, or one that is too small or too large.
    """
    match = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text)
    if match is None or not all(100 <= int(side) <= 10_000 for side in match.groups()):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size; write it like 900x600, each side from 100 to 10000"
        )
    return int(match[1]), int(match[2])


def _scale(text: str) -> float:
    scale = number(text)
    if not 0.1 <= scale <= 10:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0.1 to 10")
    return scale


def whole(text: str) -> int:
    """Return the whole number, zero or more, that a text is.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one.
    """
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, zero or more")
    return int(text)


def counted(text: str) -> int:
    """Return the whole number, one or more, that a text is.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one.
    """
    if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, one or more")
    return int(text)


def above_zero(text: str) -> float:
    """Return the number above zero that a text is.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one.
    """
    found = number(text)
    if not 0 < found <= LARGEST_VALUE:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above zero")
    return found


def zero_or_more(text: str) -> float:
    """Return the number, zero or more, that a text is.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one.
    """
    found = number(text)
    if not 0 <= found <= LARGEST_VALUE:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, zero or more")
    return found


def parts_of(text: str) -> list[str]:
    """Return the parts of a list: with commas between them, or with ``;`` for decimal commas.

    Raises
    ------
    argparse.ArgumentTypeError
        If a comma seems to stand between thousands.
    """
    parts = [part.strip() for part in text.split(";" if ";" in text else ",")]
    for part in parts:
        if re.fullmatch(r"0[0-9]{2}", part):
            raise argparse.ArgumentTypeError(
                f"{part!r} in {text!r} is not a number: write thousands without a mark"
            )
    return parts


def number(text: str) -> float:
    """Return the number that a text is; NaN if it is none.

    Raises
    ------
    argparse.ArgumentTypeError
        If it can be two numbers.
    """
    try:
        return typed_number(text)
    except AmbiguousNumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    except ValueError:
        return math.nan
