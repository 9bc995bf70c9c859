"""The command ``reluviz show``: formula, weights, segments or regions of a network, as text."""

from __future__ import annotations

import argparse

from reluviz.cli.arguments import add_file, read
from reluviz.export.text import describe


def run(arguments: argparse.Namespace) -> int:
    print(describe(read(arguments)), end="")
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
