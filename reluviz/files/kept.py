"""Copies of documents that the program keeps by itself: closed, saved meanwhile, rescued.

Each is a project file, to be opened like any other, with a small file beside it that says what it
is a copy of and what its bytes amount to. Only the newest of each kind are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from reluviz.files.atomic import atomic_write
from reluviz.files.errors import WriteError, cannot_write
from reluviz.files.project import Project
from reluviz.files.project_file import ENDING, dumps

CLOSED, AUTOSAVED, RESCUED = "closed", "autosaved", "rescued"
MOST = {CLOSED: 10, AUTOSAVED: 3, RESCUED: 6}
"""So many copies of each kind are kept, of those saved meanwhile so many of each run."""

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
    checksum : str
        SHA-256 of the project file, in hexadecimal; empty if unknown.
    """

    name: str = "Untitled"
    path: str | None = None
    is_given: bool = False
    lesson: str | None = None
    step: int = 0
    session: str = ""
    checksum: str = ""


@dataclass(frozen=True)
class Copy:
    """A copy in its folder.

    Parameters
    ----------
    file : Path
        The project file.
    kind : {"closed", "autosaved", "rescued"}
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

    @property
    def is_whole(self) -> bool:
        """Whether the file has the bytes that were written."""
        try:
            data = self.file.read_bytes()
        except OSError:
            return False  # another run of the program has just dropped it
        return self.origin.checksum in ("", hashlib.sha256(data).hexdigest())

    def drop(self) -> None:
        """Delete the copy."""
        for file in (self.file, self.file.with_suffix(".json")):
            file.unlink(missing_ok=True)


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
    kind : {"closed", "autosaved", "rescued"}
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
    origin = msgspec.structs.replace(origin, checksum=hashlib.sha256(data).hexdigest())
    path = folder / f"{kind} {datetime.now():{_TIME}}{ENDING}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(cannot_write(folder, error)) from error
    beside = path.with_suffix(".json")
    atomic_write(beside, msgspec.json.encode(origin))
    try:
        atomic_write(path, data)
    except WriteError:
        with suppress(OSError):
            beside.unlink()
        raise
    _keep_newest(folder, kind, origin.session if kind == AUTOSAVED else None)
    return path


def drop_autosaved(folder: Path, session: str) -> None:
    """Delete what a run of the program saved meanwhile: it is not needed any more."""
    for copy in copies_in(folder, AUTOSAVED):
        if copy.origin.session == session:
            copy.drop()


def adopt_autosaved(folder: Path, sessions: Collection[str]) -> None:
    """Count what runs of the program saved that did not end properly among what was rescued.

    A copy whose bytes are not those that were written is deleted.
    """
    for copy in copies_in(folder, AUTOSAVED):
        if copy.origin.session not in sessions:
            continue
        if not copy.is_whole:
            copy.drop()
            continue
        name = copy.file.name.replace(AUTOSAVED, RESCUED, 1)
        copy.file.with_suffix(".json").replace((folder / name).with_suffix(".json"))
        copy.file.replace(folder / name)
    _keep_newest(folder, RESCUED, None)


def copies_in(folder: Path, kind: str | None = None) -> list[Copy]:
    """Return the copies in a folder, of one kind or all, the newest first."""
    found = [
        Copy(file, one, when, _origin_of(file))
        for one in ((kind,) if kind else MOST)
        for file in folder.glob(f"{one} *{ENDING}")
        if (when := _time_of(file.stem.removeprefix(f"{one} "))) is not None
    ]
    return sorted(found, key=lambda copy: copy.when, reverse=True)


def _keep_newest(folder: Path, kind: str, session: str | None) -> None:
    """Delete the oldest, and those that hold the same as a newer one."""
    seen: set[Origin] = set()
    for copy in copies_in(folder, kind):
        if session is not None and copy.origin.session != session:
            continue
        if len(seen) == MOST[kind] or copy.origin in seen:
            copy.drop()
        else:
            seen.add(copy.origin)


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
