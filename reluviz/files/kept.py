"""Copies of documents that the program keeps by itself: closed examples, and what was rescued.

Each is a project file, to be opened like any other, with a small file beside it that says what it
is a copy of. Only the newest of each kind are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from reluviz.files.atomic import atomic_write
from reluviz.files.errors import WriteError, cannot_write
from reluviz.files.project import Project
from reluviz.files.project_file import ENDING, dumps

CLOSED, RESCUED = "closed", "rescued"
MOST = {CLOSED: 10, RESCUED: 3}
"""So many copies of each kind are kept."""

_TIME = "%Y-%m-%d %H-%M-%S-%f"


class Origin(msgspec.Struct, frozen=True):
    """What a copy was made of.

    Parameters
    ----------
    name : str
        Name of the document.
    path : str or None
        The user's own file that it belongs to.
    is_given : bool
        Whether it came with the program.
    lesson : str or None
        Name of the lesson it belongs to.
    step : int
        The step of that lesson, from 0.
    session : str
        Which run of the program made the copy.
    """

    name: str = "Untitled"
    path: str | None = None
    is_given: bool = False
    lesson: str | None = None
    step: int = 0
    session: str = ""


@dataclass(frozen=True)
class Copy:
    """A copy in its folder.

    Parameters
    ----------
    file : Path
        The project file.
    kind : {"closed", "rescued"}
        Why it was made.
    when : datetime
        When it was made.
    origin : Origin
        What it was made of.
    """

    file: Path
    kind: str
    when: datetime
    origin: Origin


def keep_copy(project: Project, origin: Origin, folder: Path, kind: str) -> Path:
    """Write a copy; one that is the same already is replaced, and the oldest go.

    Parameters
    ----------
    project : Project
        What to write.
    origin : Origin
        What it is a copy of.
    folder : Path
        Where; made if missing.
    kind : {"closed", "rescued"}
        Why.

    Returns
    -------
    Path
        The project file of the copy.

    Raises
    ------
    WriteError
        If it cannot be written.
    ProjectError
        If the project is larger than a file may be.
    """
    data = dumps(project)
    path = folder / f"{kind} {datetime.now():{_TIME}}{ENDING}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(cannot_write(folder, error)) from error
    atomic_write(path.with_suffix(".json"), msgspec.json.encode(origin))
    atomic_write(path, data)
    new, *others = copies_in(folder, kind)
    for place, old in enumerate(others, 2):
        if place > MOST[kind] or (old.origin == new.origin and _has(old.file, data)):
            for file in (old.file, old.file.with_suffix(".json")):
                file.unlink(missing_ok=True)
    return path


def copies_in(folder: Path, kind: str | None = None) -> list[Copy]:
    """Return the copies in a folder, of one kind or all, the newest first."""
    found = [
        Copy(file, one, when, _origin_of(file))
        for one in ((kind,) if kind else MOST)
        for file in folder.glob(f"{one} *{ENDING}")
        if (when := _time_of(file.stem.removeprefix(f"{one} "))) is not None
    ]
    return sorted(found, key=lambda copy: copy.when, reverse=True)


def _time_of(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _TIME)
    except ValueError:
        return None  # somebody else's file


def _origin_of(file: Path) -> Origin:
    try:
        return msgspec.json.decode(file.with_suffix(".json").read_bytes(), type=Origin)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return Origin()  # the network is there all the same


def _has(file: Path, data: bytes) -> bool:
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False  # another run of the program has just dropped it
