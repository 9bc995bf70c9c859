"""The command ``reluviz doctor``: which system libraries the window lacks."""

from __future__ import annotations

import argparse

import reluviz.system as system

MISSING = 1
"""Exit status when the system lacks something."""


def run(arguments: argparse.Namespace) -> int:
    missing = system.missing_libraries()
    if missing and arguments.install:
        _print_missing(missing)
        system.install_packages(missing.values())
        missing = system.missing_libraries()
    _print_missing(missing)
    problem = None if missing else system.display_problem()
    if problem is not None:
        print(problem)
    return MISSING if missing else 0


def _print_missing(missing: dict[str, str]) -> None:
    if not missing:
        print("the system has every library that Qt needs")
        return
    print("missing, with the Debian package that brings it:")
    for library, package in missing.items():
        print(f"  {library:24} {package}")
    print(f"to install: {system.install_line(missing.values())}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--install", action="store_true", help="install what is missing, with apt-get as root"
    )
