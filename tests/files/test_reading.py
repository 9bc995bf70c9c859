"""Reading a whole file: what is no file is refused at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reluviz.files.errors import UserError
from reluviz.files.reading import read_bytes


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="no ordinary file"):
        read_bytes(pipe, UserError)


def test_no_more_is_read_than_wanted(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(bytes(100))
    assert read_bytes(path, UserError, 100) == bytes(100)
    with pytest.raises(UserError, match="larger than"):
        read_bytes(path, UserError, 99)
