"""The command ``reluviz build``: a project with the network through points."""

from __future__ import annotations

import argparse
from pathlib import Path

from reluviz.cli.arguments import read
from reluviz.cli.tables import add_table_arguments
from reluviz.files import project_file
from reluviz.files.errors import UserError, shown


def run(arguments: argparse.Namespace) -> int:
    if Path(arguments.output).suffix.lower() != project_file.ENDING:
        raise UserError(
            f"{shown(arguments.output)}: the name of a project ends in {project_file.ENDING}"
        )
    project_file.write_project(read(arguments), arguments.output)
    print(f"wrote {shown(arguments.output)}")
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="POINTS.csv", help="two columns, x and y; - is the standard input"
    )
    parser.add_argument(
        "-o", "--output", metavar="P.reluviz", required=True, help="the project to write"
    )
    add_table_arguments(parser)
