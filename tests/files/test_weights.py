"""Weights that were exported can be opened, to the bit; anything else is refused in a sentence."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from networks import any_networks

from reluviz.cli import main
from reluviz.core.network import Network
from reluviz.export.tables import weights_bytes
from reluviz.files.errors import UserError
from reluviz.files.formats import open_any
from reluviz.files.weights import read_project

ENDINGS = (".csv", ".md", ".json", ".npz")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_exported_is_opened_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, ending: str
) -> None:
    path = tmp_path_factory.mktemp("weights") / f"w{ending}"

    @given(any_networks())
    def come_back(network: Network) -> None:
        path.write_bytes(weights_bytes(network, ending))
        assert open_any(path).network == network

    come_back()


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_command_line_takes_them(
    tmp_path: Path, article: Network, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"w{ending}"
    path.write_bytes(weights_bytes(article, ending))
    assert main(["show", str(path)]) == 0
    assert "8" in capsys.readouterr().out
    assert main(["export", str(path), str(tmp_path / "again.csv")]) == 0
    assert open_any(tmp_path / "again.csv").network == article


def test_the_table_of_a_markdown_text_is_found(tmp_path: Path, article: Network) -> None:
    path, table = tmp_path / "notes.md", weights_bytes(article, ".md").decode()
    path.write_text(f"# What I found\n\nThe *weights*:\n\n{table}\nMore text | and a bar.\n")
    assert open_any(path).network == article
    path.write_text(f"First\n{table.replace('0.5', 'half')}")
    with pytest.raises(UserError, match=r"line 5: b must be a number, not 'half'"):
        open_any(path)
    for text in ("", "# No table\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n"):
        path.write_text(text)
        with pytest.raises(UserError, match="a table of weights has the columns"):
            open_any(path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1, 2]", "no object"),
        ("{}", "v is missing"),
        ('{"v": [1], "b": [0], "w": [1]}', "b0 is missing"),
        ('{"v": [1], "b": [0, 1], "w": [1], "b0": 0}', "as many numbers"),
        ('{"v": ["x"], "b": [0], "w": [1], "b0": 0}', "could not convert"),
        ('{"v": [1], "b": [NaN], "w": [1], "b0": 0}', "finite"),
        ('{"layers": [{"weights": [[1]], "bias": [0]}]}', "activation is missing"),
        ('{"layers": [{"weights": [[1]], "bias": [0], "activation": "swoosh"}]}', "swoosh"),
        ("{", "Expecting"),
        ("[" * 100_000, ""),
    ],
)
def test_other_json_is_refused_in_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="holds no weights that ReluViz") as caught:
        read_project(path)
    assert why in str(caught.value)
    assert main(["show", str(path)]) == 2


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(f"{name}.npy", data)
    return file.getvalue()


def npy(array: np.ndarray, pretended: tuple[int, ...] | None = None) -> bytes:
    file = io.BytesIO()
    header = np.lib.format.header_data_from_array_1_0(array)
    np.lib.format.write_array_header_1_0(file, header | {"shape": pretended or array.shape})
    return file.getvalue() + array.tobytes()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"nothing", "not a zip file"),
        (archive(v=npy(np.ones(2), (10**9,))), "as large as it says"),
        (archive(v=b"\x93NUMPY\x01\x00\x10\x00" + b"x" * 16), ""),
        (archive(v=bytes(70 * 1024 * 1024)), "larger than any"),
        (archive(**{f"a{k}": b"" for k in range(500)}), "larger than any"),
        (archive(v=npy(np.array(["a"]))), ""),
    ],
)
def test_other_archives_are_refused_before_they_are_unpacked(
    tmp_path: Path, data: bytes, why: str
) -> None:
    path = tmp_path / "w.npz"
    path.write_bytes(data)
    with pytest.raises(UserError, match="holds no weights that ReluViz") as caught:
        read_project(path)
    assert why in str(caught.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_weights_raise_nothing_else(tmp_path: Path, article: Network, ending: str) -> None:
    chance, path = random.Random(3), tmp_path / f"w{ending}"
    good = weights_bytes(article, ending)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.randint(1, len(data))]))
        with contextlib.suppress(UserError):
            open_any(path)


def test_an_object_array_is_never_unpickled(tmp_path: Path) -> None:
    file = io.BytesIO()
    np.savez(file, v=np.array([None, 1], dtype=object), allow_pickle=True)
    path = tmp_path / "w.npz"
    path.write_bytes(file.getvalue())
    with pytest.raises(UserError, match="no array of numbers"):
        read_project(path)
