"""The examples that come with the program: each is a project file and a line that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from reluviz.files.errors import UserError, quoted
from reluviz.files.project import Project
from reluviz.files.project_file import ENDING, read_project
from reluviz.paths import resource


@dataclass(frozen=True)
class Example:
    """One example.

    Parameters
    ----------
    name : str
        What it is called in code; its file is ``resources/examples/NAME.reluviz``.
    title : str
        A few words for the menu.
    summary : str
        One line that explains it.
    group : str
        Heading of those that it stands with.
    """

    name: str
    title: str
    summary: str
    group: str

    @property
    def project(self) -> Project:
        """The project itself, read from its file when it is asked for."""
        return read_project(resource("examples", self.name + ENDING))


def list_examples() -> list[Example]:
    """Return all examples, the first article's first. Their projects are not read yet."""
    return list(_index())


def load_example(name: str) -> Project:
    """Return the project of the example called `name`.

    Raises
    ------
    UserError
        If there is none; the message names those there are.
    """
    for example in _index():
        if example.name == name:
            return example.project
    known = ", ".join(example.name for example in _index())
    raise UserError(f"there is no example {quoted(name)}; there are {known}")


@cache
def _index() -> tuple[Example, ...]:
    data = resource("examples", "index.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Example, ...])
