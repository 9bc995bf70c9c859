"""The command ``reluviz export``: the plot or the weights of a network as files."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from reluviz.cli.arguments import (
    PLOT_ENDINGS,
    add_file,
    add_plot_arguments,
    check_output,
    plot_bytes,
    read,
)
from reluviz.export.forms import FORMS, form_of
from reluviz.export.tables import ENDINGS as TABLE_ENDINGS
from reluviz.export.tables import NEVER_ROUNDED, weights_bytes
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, shown
from reluviz.files.project import Project


def run(arguments: argparse.Namespace) -> int:
    for out in arguments.out:
        _check_ending(out, arguments.form)
        check_output(out, arguments.file)
    project = read(arguments)
    contents = [_content(project, out, arguments) for out in arguments.out]
    for out, content in zip(arguments.out, contents, strict=True):
        atomic_write(out, content)
        print(f"wrote {shown(out)}")
    return 0


def _check_ending(out: str, form: str | None) -> None:
    ending = Path(out).suffix.lower()
    if form_of(out, form) is not None:
        return
    if ending not in (*PLOT_ENDINGS, *TABLE_ENDINGS):
        found = f"the unknown ending {shown(ending)}" if ending else "no ending"
        raise UserError(
            f"{shown(out)} has {found}: a plot ends in {', '.join(PLOT_ENDINGS)}, a table of "
            f"weights in {', '.join(TABLE_ENDINGS)}; for all else say what by --as"
        )


def _content(project: Project, out: str, arguments: argparse.Namespace) -> bytes:
    """All that shall be in the file `out`, made before the first file is written."""
    ending = Path(out).suffix.lower()
    form = form_of(out, arguments.form)
    if form is not None:
        return form.data(project)
    if ending in TABLE_ENDINGS:
        digits = None if ending in NEVER_ROUNDED else arguments.digits
        number = "float32" if arguments.float32 else "float64"
        return weights_bytes(project.network, ending, digits, number)
    return plot_bytes(project, ending, arguments)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "out",
        metavar="OUT",
        nargs="+",
        help=f"a plot ({' '.join(PLOT_ENDINGS)}) or a table of weights ({' '.join(TABLE_ENDINGS)})",
    )
    parser.add_argument(
        "--as",
        dest="form",
        metavar="FORM",
        help=f"write something else: {', '.join(FORMS)}",
    )
    add_plot_arguments(parser)
    tables = parser.add_argument_group("tables")
    tables.add_argument(
        "--digits",
        type=_digits,
        metavar="N",
        help="round to so many significant digits; without it numbers are exact",
    )
    tables.add_argument(
        "--float32",
        action="store_true",
        help="ONNX or safetensors with numbers of 32 bits; without it of 64",
    )


def _digits(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 17:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 17")
    return int(text)
