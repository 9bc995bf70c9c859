"""Tables of points as people have them, and sentences for those that are not."""

from __future__ import annotations

import io
import locale
import os
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.construct import LARGEST_UNITS, through_points
from reluviz.core.piecewise import check_domain
from reluviz.core.targets import Target
from reluviz.files import tables as table_files
from reluviz.files.errors import PointsError
from reluviz.files.points import parse_points, read_points

ARTICLE = [(-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0)]


def pairs(text: str | bytes) -> list[tuple[float, float]]:
    target = parse_points(text)
    return list(zip(target.x.tolist(), target.y.tolist(), strict=True))


def refusal(text: str | bytes, name: str = "t.csv") -> str:
    with pytest.raises(PointsError) as caught:
        parse_points(text, name)
    message = str(caught.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize(
    "text",
    [
        "-1,-1\n-0.5,1\n0,-1\n1,0\n",
        "x,y\n-1,-1\n-0.5,1\n0,-1\n1,0",
        "x;y\r\n-1;-1\r\n-0,5;1\r\n0;-1\r\n1;0\r\n",
        "x\ty\n-1\t-1\n-0,5\t1\n0\t-1\n1\t0\n",
        "-1 -1\n  -0.5    1\n0 -1\n1 0\n",
        "-1 -1\n-0,5 1\n0,0 -1,0\n1 0\n",
        "x (mm), y (V)\n-1, -1\n-0.5, 1\n0, -1\n1, 0\n",
        "1;0\n0;-1\n-0.5;1\n-1;-1\n",
        "# measured by hand\n\n-1;-1\n-0.5;1\n   \n# twice\n0;-1\n1;0\n\n\n",
        "sep=;\nx;y\n-1;-1\n-0.5;1\n0;-1\n1;0\n",
        '"x","y"\n"-1","-1"\n"-0,5","1"\n"0","-1"\n"1","0"\n',
        "-1;-1;\n-0.5;1;\n0;-1;\n1;0;\n",
        "y;x\n-1;-1\n1;-0.5\n-1;0\n0;1\n",
        "n,x,remark,y\n1,-1,a,-1\n2,-0.5,b,1\n3,0,,-1\n4,1,c,0\n",
        ",x,y\n0,-1,-1\n1,-0.5,1\n2,0,-1\n3,1,0\n",
        "-1e0,-1.0\n-5E-1,+1\n.0,-1.\n1,0\n",
        "−1;−1\n−0.5;1\n0;−1\n1;0",
        "\ufeffx;y\n-1;-1\n-0.5;1\n0;-1\n1;0",
        "-1,-1\r-0.5,1\r0,-1\r1,0\r",
    ],
)
def test_tables_of_the_article(text: str) -> None:
    assert pairs(text) == ARTICLE
    assert pairs(text.encode()) == ARTICLE
    assert pairs(text.removeprefix("\ufeff").encode("utf-16")) == ARTICLE


def test_a_header_in_latin_1() -> None:
    assert pairs("Länge;Größe\n0;1\n1;2".encode("latin-1")) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n\n# nothing\n", "is empty"),
        ("x,y\n", "has no points"),
        ("1,2\n", "only one point"),
        ("x;y\n1;2\n", "only one point"),
        ("1,2\nabc,3\n", "line 2: x is “abc”, not a number"),
        ("x,y\n1,2\n\n3,n/a\n", "only one point: data need at least two; 1 without a number left"),
        ("1,2\n3,\n", "only one point: data need at least two; 1 without a number left out"),
        ("1;2\n;3\n", "1 without a number left out"),
        ("1\t2\n\t3\n", "1 without a number left out"),
        ("1 2\n3\n", "line 2 has 1 column, and the others 2; between blanks a gap cannot be seen"),
        ("a;b\n1.5;c\n2.5;d\n", "only one column of numbers, “a”; line 2: b is “c”"),
        ("1,2\n2,NaN\n", "1 without a number left out"),
        ("1;2\n-inf;1\n", "line 2: x is “-inf”, not a finite number"),
        ("1 2\n3 Infinity\n", "line 2: y is “Infinity”, not a finite number"),
        ("1,2\n2,1e300\n", "line 2: y is “1e300”, and the largest that can be used is 1e+100"),
        ("1,2\n-1e101,3\n", "line 2: x is “-1e101”"),
        ("1,2\n1e999,3\n", "line 2: x is “1e999”"),
        ("1,2\n2,3\n1.0,5\n", "lines 1 and 3 have the same x = 1.0"),
        ("0;1\n-0;2\n", "all x are 0; choose another column as x"),
        ("0;1\n-0;2\n1;1", "lines 1 and 2 have the same x"),
        ("0,0\n1e-90,1e90\n1,1\n", "lines 1 and 2 are too near in x"),
        ("1,0\n0,1e90\n1e-90,0\n", "lines 2 and 3 are too near in x"),
        ("0;0\n5e-324;1\n1;1\n", "lines 1 and 2 are too near in x"),
        ("1e9;1\n1000000000.0000001;2\n", "too near"),
        ("1,5,2,5\n2,5,3,5\n", "line 1: “1,5,2,5” can be read in several ways"),
        ("x,y\n1,5,2\n2,5,3\n", "line 2: “1,5,2” can be read in several ways"),
        ("1,5;2\n2.5;3\n", "line 2: “2.5” has a decimal point, but line 1 has a decimal comma"),
        ("1_000;2\n2;3\n", "line 1: x is “1_000”, not a number"),
        ("١;2\n2;3\n4;5\n", "line 1: x is “١”, not a number"),
        ("1;2\n=1+1;3\n", "line 2: x is “=1+1”, not a number"),
        ("unit,v,b,w\n1,1,1,4\noutput,,-1,\n", "is a table of weights"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text file"),
        (b"1,2\n\0,3\n", "is not a text file"),
        (b"\xff\xfe1", "damaged UTF-16"),
        ("1," * 6000, "line 1 has more than 10,000 characters"),
        ("\n" * (20 * LARGEST_UNITS + 1), "has more than 2,000,000 lines"),
    ],
)
def test_refusals(text: str | bytes, words: str) -> None:
    message = refusal(text)
    assert any(word in message for word in words.split("|")), message


def test_what_a_cell_says_stays_on_one_line_and_short() -> None:
    message = refusal("1;2\n\x1b[31m\x07" + "z" * 500 + ";3\n")
    assert message.isprintable()


def test_a_million_points_are_refused_at_once() -> None:
    text = "".join(f"{k},{k}\n" for k in range(1_000_000)).encode()
    assert "more than 100,001 points" in refusal(text)


def test_as_many_points_as_there_can_be() -> None:
    lines = [f"{k}.5 {k % 7},25".replace(".", ",") for k in range(LARGEST_UNITS + 1)]
    random.Random(1).shuffle(lines)
    target = parse_points("\n".join(lines))
    assert len(target.x) == LARGEST_UNITS + 1
    assert np.all(np.diff(target.x) == 1)
    assert np.array_equal(target.y, np.floor(target.x) % 7 + 0.25)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.touch()
    os.truncate(path, 300_000_000)
    with pytest.raises(PointsError, match=r"large\.csv is larger than 256 MiB"):
        read_points(path)


def test_a_stream_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "LARGEST_TABLE", 100_000)
    with open("/dev/zero", "rb") as stream, pytest.raises(PointsError, match="the input is larger"):
        read_points(stream)
    with pytest.raises(PointsError, match="/dev/zero is no ordinary file"):
        read_points("/dev/zero")


def test_files_and_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1;2\n0;1\n", encoding="ascii")
    expected = parse_points("0 1\n1 2\n")
    assert read_points(path) == read_points(str(path)) == expected
    assert read_points(io.StringIO("0,1\n1,2")) == read_points(io.BytesIO(b"0,1\n1,2")) == expected
    with path.open(encoding="ascii") as text, path.open("rb") as binary:
        assert read_points(text) == read_points(binary) == expected
    path.write_text("1;2\n0;z\n", encoding="ascii")
    with pytest.raises(PointsError, match=r"^.*a\.csv, line 2: y is “z”"):
        read_points(path)
    with pytest.raises(PointsError, match=r"^standard input has only one"):
        read_points(io.StringIO("1,"), "standard input")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.csv", "no such file"),
        ("", "is a folder"),
        ("file.csv/a.csv", "is a file, not a folder"),
        ("n" * 300, "too long"),
        ("nul\0.csv", "does not take this name"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file.csv").touch()
    with pytest.raises(PointsError, match=words) as caught:
        read_points(f"{tmp_path}/{name}")
    assert str(tmp_path) in str(caught.value)


def test_a_closed_stream() -> None:
    stream = io.BytesIO(b"1,2")
    stream.close()
    with pytest.raises(PointsError, match="could not be read"):
        read_points(stream)


coordinate = st.floats(-1e9, 1e9).map(lambda value: float(f"{value:.12g}"))


def are_apart(points: list[tuple[float, float]]) -> bool:
    """Whether no slope between them is so large that rounding alone would miss a point."""
    x, y = np.array(sorted(points)).T
    if np.ptp(x) <= max(1e-8 * np.abs(x).max(), 1e-80) or np.diff(x).min() <= 1e-80:
        return False
    with np.errstate(all="ignore"):
        missed = np.abs(np.diff(y) / np.diff(x)).max() * np.spacing(np.abs(x).max())
    return bool(missed <= 1e-4 * np.ptp(y))


tables = st.lists(
    st.tuples(coordinate, coordinate), min_size=2, max_size=30, unique_by=lambda point: point[0]
).filter(are_apart)


@settings(deadline=None, max_examples=150)
@given(tables, st.sampled_from([",", ";", "\t", " ", " ; ", ", "]), st.booleans(), st.booleans())
def test_any_table_is_read_equal_to_the_bit(
    points: list[tuple[float, float]], separator: str, header: bool, comma: bool
) -> None:
    lines = [f"{x!r}{separator}{y!r}" for x, y in points]
    if comma and "," not in separator:
        lines = [line.replace(".", ",") for line in lines]
    text = "\n".join(([f"x{separator}y"] if header else []) + lines)
    assert pairs(text) == sorted(points)


def read_or_refused(data: str | bytes) -> Target | None:
    """Return the target; what is refused is refused in one sentence that begins with the name."""
    try:
        return parse_points(data, "t.csv")
    except PointsError as error:
        message = str(error)
    assert message.startswith("t.csv")
    assert message.isprintable()
    return None


@settings(deadline=None, max_examples=300)
@given(st.text("0123456789.,;-+eE# \t\n\"'xyNaif\0\ufeff", max_size=60) | st.text(max_size=30))
def test_anything_else_is_refused_in_a_sentence_or_can_be_built(text: str) -> None:
    target = read_or_refused(text)
    if target is not None:
        network = through_points(np.column_stack([target.x, target.y]))
        assert network.n_units == len(target.x) - 1
        check_domain((target.x[0], target.x[-1]))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60))
def test_any_bytes_raise_nothing_else(data: bytes) -> None:
    read_or_refused(data)


@pytest.mark.parametrize("name", ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8"])
def test_the_language_of_the_system_does_not_matter(name: str) -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        pytest.skip(f"the locale {name} is not installed")
    try:
        assert pairs("X,Y\n-0.5,1.25\n1,2\n") == [(-0.5, 1.25), (1, 2)]
        assert pairs("x;y\n-0,5;1,25\n1;2\n") == [(-0.5, 1.25), (1, 2)]
    finally:
        locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize("gap", [1e-15, 5e-13])
def test_points_that_rounding_would_miss_are_refused_with_their_lines(
    tmp_path: Path, gap: float
) -> None:
    path = tmp_path / "near.csv"
    path.write_text(f"x,y\n0,0\n1,1\n{1 + gap!r},3\n1000,0\n")
    with pytest.raises(PointsError, match=r"lines 3 and 4 are too near in x"):
        read_points(path)
    path.write_text("x,y\n0,0\n1,1\n1.000001,3\n1000,0\n")
    assert len(read_points(path).x) == 4
