"""The command ``reluviz steps``: the construction step by step, moving or on a sheet to print."""

from __future__ import annotations

import argparse
from pathlib import Path

from reluviz.cli.arguments import (
    STANDARD_INPUT,
    THEMES,
    add_file,
    check_output,
    importing_qt,
    read,
    size,
)
from reluviz.export.steps import (
    ANIMATION_ENDINGS,
    ENDINGS,
    SHEET_ENDINGS,
    check_animations,
)
from reluviz.files.errors import UserError, shown


def run(arguments: argparse.Namespace) -> int:
    out = arguments.output
    ending = Path(out).suffix.lower()
    if ending not in ENDINGS:
        found = f"the unknown ending {shown(ending)}" if ending else "no ending"
        raise UserError(
            f"{shown(out)} has {found}: an animation ends in {', '.join(ANIMATION_ENDINGS)}, "
            f"a sheet to print in {', '.join(SHEET_ENDINGS)}"
        )
    check_output(out, arguments.file)
    if ending in ANIMATION_ENDINGS:
        check_animations()
    project = read(arguments)
    with importing_qt():
        from reluviz.app.steps import StepsOptions, write_steps
    name = STANDARD_INPUT if arguments.file == "-" else Path(arguments.file).stem
    options = StepsOptions(arguments.size, arguments.landscape, arguments.blanks, arguments.theme)
    write_steps(project, name, out, options)
    print(f"wrote {shown(out)}")
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="by its ending: an animation (.gif, or .png for an APNG), or one sheet with a small "
        "picture of each step (.svg .pdf)",
    )
    parser.add_argument(
        "--blanks",
        action="store_true",
        help="leave the numbers that are to be found blank, for students to fill in",
    )
    parser.add_argument(
        "--landscape", action="store_true", help="a sheet of A4 wider than high (higher than wide)"
    )
    parser.add_argument(
        "--size",
        type=size,
        metavar="WxH",
        help="pixels of an animation (800x560), or points of a sheet (A4, 595x842)",
    )
    parser.add_argument("--theme", choices=THEMES, default="light", help="its colours (light)")
