"""Reading a whole file, but never more than the program can take."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import IO, AnyStr

from reluviz.files.errors import PathLike, UserError, cannot_read, shown

LARGEST_FILE, LARGEST_TABLE = 64 * 1024 * 1024, 256 * 1024 * 1024
"""Bytes; larger files are refused before they are read."""

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".ods")
"""What may be a table of numbers."""


def is_spreadsheet(data: bytes) -> bool:
    """Return whether the bytes of a file look like a spreadsheet, of any program and age."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def read_bytes(path: PathLike, error_type: type[UserError], most: int | None = None) -> bytes:
    """Return what is in the file `path`.

    Raises
    ------
    UserError
        Of the type `error_type`, if the file cannot be read or has more than `most` bytes, which
        is `LARGEST_FILE` if left out.
    """
    most = most or LARGEST_FILE
    try:
        if _is_endless(os.stat(path).st_mode):
            raise error_type(
                f"{shown(path)} is no ordinary file; give the name of one, or - for the standard "
                "input where a command takes it"
            )
        with open(path, "rb") as file:
            about = os.fstat(file.fileno())
            if stat.S_ISDIR(about.st_mode):  # where opening a folder is possible at all
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            data = b"" if about.st_size > most else file.read(most + 1)
    except UserError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise error_type(cannot_read(path, error)) from error
    if max(about.st_size, len(data)) > most:
        raise error_type(_too_large(shown(path), most))
    return data


def _is_endless(mode: int) -> bool:
    """Whether opening it may wait for somebody to write, as a pipe does, or never end."""
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def read_stream(
    stream: IO[AnyStr], name: str, error_type: type[UserError], most: int | None = None
) -> AnyStr:
    """Return what `stream` still holds; it stops there if that is more than `most`.

    Raises
    ------
    UserError
        Of the type `error_type`, with `name` in the message, if it cannot be read or holds more
        than `most`, which is `LARGEST_FILE` if left out.
    """
    most = most or LARGEST_FILE
    try:
        data = stream.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: closed, or not text
        raise error_type(cannot_read(name, error)) from error
    if len(data) > most:
        raise error_type(_too_large(name, most))
    return data


def _too_large(name: str, most: int) -> str:
    size = most // (1024 * 1024)
    return f"{name} is larger than {size} MiB, which is more than ReluViz opens; make it smaller"


def is_address(text: PathLike) -> bool:
    """Return whether a text is an address of the web; also as a path, which has one slash less."""
    return re.match(r"\s*https?:/", str(text), re.IGNORECASE) is not None
