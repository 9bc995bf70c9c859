"""Copies of documents: complete, few, and there even without what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reluviz.core.network import Network, ParameterId
from reluviz.files.errors import WriteError
from reluviz.files.kept import CLOSED, MOST, RESCUED, Origin, copies_in, keep_copy
from reluviz.files.project import Project
from reluviz.files.project_file import read_project

W2 = ParameterId(1, 0, 1)


@pytest.mark.parametrize("kind", [CLOSED, RESCUED])
def test_the_newest_are_kept(tmp_path: Path, article: Network, kind: str) -> None:
    other = keep_copy(Project(article), Origin(), tmp_path, CLOSED if kind == RESCUED else RESCUED)
    for k in range(MOST[kind] + 2):
        origin = Origin("Hat", str(tmp_path / "mine.reluviz"), True, "gates", k, "session")
        keep_copy(Project(article.with_value(W2, float(k))), origin, tmp_path, kind)
    found = copies_in(tmp_path, kind)
    wanted = list(range(2, MOST[kind] + 2))[::-1]
    assert [read_project(copy.file).network.value(W2) for copy in found] == wanted
    assert [copy.origin.step for copy in found] == wanted
    assert {copy.origin.lesson for copy in found} == {"gates"}
    assert [copy.file for copy in copies_in(tmp_path)][-1] == other
    assert len(list(tmp_path.iterdir())) == 2 * (MOST[kind] + 1)


def test_the_same_twice_is_kept_once(tmp_path: Path, article: Network) -> None:
    keep_copy(Project(article), Origin("Hat"), tmp_path, CLOSED)
    keep_copy(Project(article), Origin("Cap"), tmp_path, CLOSED)
    last = keep_copy(Project(article), Origin("Hat"), tmp_path, CLOSED)
    assert [copy.origin.name for copy in copies_in(tmp_path)] == ["Hat", "Cap"]
    assert copies_in(tmp_path)[0].file == last


def test_without_its_origin_it_is_a_network_all_the_same(tmp_path: Path, article: Network) -> None:
    file = keep_copy(Project(article), Origin("Hat", is_given=True), tmp_path, CLOSED)
    (tmp_path / "closed by somebody.reluviz").write_text("")
    for content in (b"", b"\xff", b'{"name": 3}'):
        file.with_suffix(".json").write_bytes(content)
        [copy] = copies_in(tmp_path)
        assert (copy.file, copy.origin) == (file, Origin())
    assert copies_in(tmp_path / "missing") == []


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, article: Network) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="could not be written: part of its path is a file"):
        keep_copy(Project(article), Origin(), tmp_path / "file" / "data", CLOSED)


def test_a_full_disk_leaves_no_half_of_a_copy(
    tmp_path: Path, article: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".reluviz":
            raise WriteError("the disk is full")
        path.write_bytes(data)

    monkeypatch.setattr("reluviz.files.kept.atomic_write", full)
    with pytest.raises(WriteError, match="full"):
        keep_copy(Project(article), Origin(), tmp_path, CLOSED)
    assert list(tmp_path.iterdir()) == []
