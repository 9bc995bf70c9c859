"""Opening a file by its ending."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reluviz.core.targets import Target
from reluviz.files.errors import PointsError, ProjectError, UserError
from reluviz.files.formats import KNOWN_ENDINGS, open_any
from reluviz.files.points import project_through
from reluviz.files.project_file import write_project

POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))
ARTICLE = project_through(Target.from_points(POINTS))


def test_a_network_through_the_points_of_a_target() -> None:
    assert ARTICLE.network.w.tolist() == [4, -8, 5]
    assert ARTICLE.domain == (-1, 1)
    assert ARTICLE.target == Target.from_points(POINTS)


@pytest.mark.parametrize("name", ["a.reluviz", "A.RELUVIZ"])
def test_a_project(tmp_path: Path, name: str) -> None:
    write_project(ARTICLE, tmp_path / name)
    assert open_any(tmp_path / name) == ARTICLE


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "A.CSV"])
def test_a_table_of_points(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x;y\n1;0\n0;-1\n-0,5;1\n-1;-1\n", encoding="ascii")
    assert open_any(str(tmp_path / name)) == ARTICLE


@pytest.mark.parametrize("name", ["a.xls", "a", "a.jsonl", ".csv", "a.CSV.bak"])
def test_an_unknown_ending_names_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("1;2\n2;3\n", encoding="ascii")
    with pytest.raises(UserError) as caught:
        open_any(tmp_path / name)
    assert name in str(caught.value)
    assert all(ending in str(caught.value) for ending in KNOWN_ENDINGS)


@pytest.mark.parametrize("name", ["a.reluviz", "a.csv", "a.unknown", "a"])
def test_a_missing_file_is_missing_whatever_its_ending(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        open_any(tmp_path / name)
    (tmp_path / name).mkdir()
    with pytest.raises(UserError, match="it is a folder"):
        open_any(tmp_path / name)
    with pytest.raises(UserError, match="does not take this name"):
        open_any(f"nul\0{name}")


def test_damaged_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(os.urandom(500) + b"\0")
    (tmp_path / "a.reluviz").write_text("1,2\n2,3\n", encoding="ascii")
    with pytest.raises(PointsError, match="not a text file"):
        open_any(tmp_path / "a.csv")
    with pytest.raises(ProjectError, match="not a ReluViz project"):
        open_any(tmp_path / "a.reluviz")
