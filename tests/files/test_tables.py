"""Tables of any number of columns: what is read, what is chosen, and that both readers agree."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz import api as rv
from reluviz.cli import main
from reluviz.core.stopping import Stopped
from reluviz.files import rows, tables, text_table
from reluviz.files.columns import Options
from reluviz.files.errors import PointsError
from reluviz.files.table import MOST_ROWS, Table
from reluviz.files.tables import parse_table, read_table

WEATHER = """# a station
sep=;
day;hour;temp °C;wind;remark

1;0;1,5;3;calm
1;6;2,25;;
2;0;n/a;4;=1+1

2;6;-1;5;"storm; rain"
"""


def refusal(text: str | bytes, x: int | str = 0, y: int | str = 1) -> str:
    with pytest.raises(PointsError) as caught:
        parse_table(text, "t.csv").target(x, y)
    message = str(caught.value)
    assert message.startswith("t.csv")
    assert message.isprintable()
    assert len(message) < 300
    return message


def test_columns_are_chosen_by_name_or_place() -> None:
    table = parse_table(WEATHER, "t.csv")
    assert table.names == ("day", "hour", "temp °C", "wind", "remark")
    assert (len(table), table.has_header, table.skipped) == (4, True, 4)
    assert table.top[0] == ("1", "0", "1,5", "3", "calm")
    assert table.top[3][-1] == "storm; rain"
    assert table.numeric == (0, 1, 2, 3)
    assert table.suggested == (0, 1)
    target = table.target("hour", "temp °C")
    assert target.kind == "data"
    assert (target.x.tolist(), target.y.tolist()) == ([0, 6, 6], [1.5, 2.25, -1])
    assert target == table.target(1, 2)
    assert table.left_out(1, 2) == 1
    assert table.note(1, 2) == "1 row without a number left out"
    assert table.note("temp °C", "wind") == "2 rows without a number left out"
    assert table.note("day", "hour") == ""
    with pytest.raises(PointsError, match=r"line 5: remark is “calm”, not a number"):
        table.target("day", "remark")


def test_lines_are_those_of_the_file() -> None:
    assert parse_table(WEATHER).lines.tolist() == [5, 6, 7, 9]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1,2,3\n4,5,6\n", ("column 1", "column 2", "column 3")),
        ("1,2\n4,5\n", ("x", "y")),
        ("1\n2\n", ("x", "y")),
        ("volts\n1\n2\n", ("x", "volts")),
        ("X\n1\n2\n", ("count", "X")),
        ("a\nb\n", ("a",)),
        ("a,b,a,,\n1,2,3,,\n", ("a", "b", "a (2)")),
        ("a,,b,\n1,2,3,4\n", ("a", "column 2", "b", "column 4")),
        ("1,2,\n3,4,\n", ("x", "y")),
        ("1,2,\n3,4,5\n", ("column 1", "column 2", "column 3")),
        ("t  (s)\tv\n1\t2\n", ("t (s)", "v")),
        ("time in s, volts\n1 2 3\n4 5 6", ("column 1", "column 2", "column 3")),
        ("A title\n1;2;3\n", ("column 1", "column 2", "column 3")),
        ("x y z\n1 2 3\n", ("x", "y", "z")),
        (f"{'n' * 300};b\x85\n1;2", ("n" * 100, "b")),
        ("x,y\n", ("x", "y")),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert parse_table(text).names == names


def test_one_column_is_y_and_x_counts_its_rows() -> None:
    table = parse_table("# volts of a sensor\nvolts\n1.5\nNA\n\n2.5\n2\n")
    target = table.target(*table.choice())
    assert target.x.tolist() == [0, 2, 3]
    assert target.y.tolist() == [1.5, 2.5, 2]
    notes = table.notes(*table.choice())
    assert notes[0] == "x: counts the lines of the one column there is, from 0"
    assert table.top[2] == ("2", "2.5")
    comma = parse_table("1,5\n2,5\n", options=Options(decimal=","))
    assert comma.target(0, 1).y.tolist() == [1.5, 2.5]


def test_one_column_comes_in_by_every_door(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.txt"
    path.write_text("-1\n1\n-1\n0\n")
    network = rv.load(path).network
    assert network([0, 1, 2, 3]).tolist() == [-1, 1, -1, 0]
    assert main(["show", str(path)]) == 0
    assert "x: counts the lines" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("id,Y,X\n1,2,3\n", (2, 1)),
        ("name,a,b,c\nu,1,2,3\n", (1, 2)),
        ("name,a\nu,1\n", None),
        ("a,b\n,1\n,2\n", None),
    ],
)
def test_suggested_columns(text: str, suggested: tuple[int, int] | None) -> None:
    assert parse_table(text).suggested == suggested


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("x,y\n", "no points"),
        ("x,y\n1,2\n,3\n", "only one point"),
        ("x,y\n1,2\n1,3\n", "all x are 1; choose another column as x"),
        ("x,y\n1,2\n1.0000000000000002,3\n", "too near to one another; choose another column"),
        ("x,y\n1,2\n2,b\n3,c\n", "line 3: y is “b”, not a number"),
        ("x,y\nb,2\n2,b\n", "line 2: x is “b”"),
        ("x;y\n1,5;2\n2;3\n3;4.5\n", "line 4: “4.5” has a decimal point, but line 2 has a decimal"),
        ("x;y\n1;2e200\n2;3\n", "line 2: y is “2e200”, and the largest that can be used"),
        ("x;y\n1;inf\n2;3\n", "line 2: y is “inf”, not a finite number"),
        ("x,y\n1,2\n1,2,3\n", "line 3: “1,2,3” can be read in several ways"),
        ("x,y\n1,2\n1.5,2,3\n", "line 3 has 3 columns, and the lines before 2"),
        ("1" + ",1" * 200, "line 1 has 201 columns, and 200 can be read"),
        ("1" * 10_001, "line 1 has more than 10,000 characters"),
        ("\0,1", "is not a text file"),
    ],
)
def test_refusals(text: str, words: str) -> None:
    assert words in refusal(text.encode())


def test_what_is_in_other_columns_does_not_matter() -> None:
    text = "a;b;c;d\n1;x;2;1.5\n;;3;2,5\n3;1e999;4;\n"
    assert parse_table(text).target("a", "c").y.tolist() == [2, 4]


@pytest.mark.parametrize("column", ["z", 7, -1])
def test_there_is_no_such_column(column: int | str) -> None:
    message = refusal("x,y\n1,2\n3,4\n", x=column)
    assert f"no column “{column}”; there are “x”, “y”" in message


def test_files_and_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n2,z\n", encoding="ascii")
    assert read_table(path).names == read_table(io.BytesIO(path.read_bytes())).names == ("x", "y")
    with pytest.raises(PointsError, match=r"a\.csv, line 3: y is “z”"):
        read_table(path).target(0, 1)
    with pytest.raises(PointsError, match="there is no such file"):
        read_table(tmp_path / "b.csv")


def table_of(text: str, monkeypatch: pytest.MonkeyPatch, fast: bool) -> Table | str:
    monkeypatch.setattr(text_table, "FAST_FROM", 1 if fast else 10**9)
    try:
        return parse_table(text, "t.csv")
    except PointsError as error:
        return str(error)


def assert_same(text: str) -> bool:
    """Assert that both readers agree; return whether the fast one was used."""
    with pytest.MonkeyPatch.context() as patch:
        used: list[bool] = []
        read_fast = text_table._read_fast

        def spied(*arguments: object) -> Table | None:
            table = read_fast(*arguments)  # type: ignore[arg-type]
            used.append(table is not None)
            return table

        patch.setattr(text_table, "_read_fast", spied)
        fast, careful = (table_of(text, patch, which) for which in (True, False))
    assert isinstance(fast, Table) is isinstance(careful, Table)
    if not isinstance(fast, Table) or not isinstance(careful, Table):
        assert fast == careful
        return False
    for one, other in zip(fast.columns, careful.columns, strict=True):
        assert one.values.tobytes() == other.values.tobytes() or not np.array_equal(
            one.values, one.values
        )
        np.testing.assert_array_equal(one.values, other.values)
        assert (one.name, one.text, one.is_numeric) == (other.name, other.text, other.is_numeric)
        assert not one.values.flags.writeable
    assert fast.lines.tolist() == careful.lines.tolist()
    assert (fast.top, fast.has_header) == (careful.top, careful.has_header)
    assert fast.skipped == careful.skipped
    return bool(used and used[0])


number = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100)


@settings(deadline=None, max_examples=100)
@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(number, min_size=n, max_size=n), min_size=1, max_size=9)
    ),
    st.sampled_from([",", ";", "\t", " ", " ; ", "\r"]),
    st.sampled_from(["", "a{0}b\n", "# c\n"]),
    st.booleans(),
)
def test_numpy_and_the_careful_reader_agree(
    rows: list[list[float]], separator: str, head: str, comma: bool
) -> None:
    newline = "\r\n" if separator == "\r" else "\n"
    separator = separator.strip("\r") or ","
    text = newline.join(separator.join(map(repr, row)) for row in rows)
    if comma and "," not in separator:
        text = text.replace(".", ",")
    if "{" in head and len(rows[0]) != 2:
        head = ""
    used = assert_same(head.format(separator) + text)
    assert used or separator == "," or len(rows[0]) == 1 or comma


@settings(deadline=None, max_examples=300)
@given(st.text("0123456789.,;-+eE# \t\n\"'xyNaif\x0b_", max_size=60))
def test_both_readers_agree_on_anything(text: str) -> None:
    assert_same(text)


CELLS = re.findall(
    r"[^ ]+",
    "1 2.5 1,5 1.000 1,000 950 1'000 1\u202f000 1.234.567 1,234.5 10% 5V $5 2024-01-01 "
    "01.02.2024 1/2/2024 13/2/2024 2/31/2024 0/1/0000 12:30 25:00:01.5 "
    '2024-01-01T10:00Z 0001-01-01T00:00+14:00 9999-12-31 NA . - x y (s) # " -–1 1d5 '
    "1e400 inf nan Total (1,2) -- == ² ٣ 0x1 1_0 000 1/1/0000",
)
lines = st.lists(st.lists(st.sampled_from(CELLS), max_size=4), min_size=1, max_size=7)


@settings(deadline=None, max_examples=300)
@given(lines, st.sampled_from([",", ";", "\t", " ", "|"]), st.sampled_from(["", ".", ","]))
def test_any_cells_are_read_or_refused_the_same(
    rows: list[list[str]], separator: str, decimal: str
) -> None:
    text = "\n".join(separator.join(row) for row in rows)
    assert_same(text)
    try:
        table = parse_table(text, "t.csv", options=Options(decimal=decimal))
        assert len(table.target(*table.choice()).x) > 1
        said = ["t.csv", *table.notes(*table.choice())]
    except PointsError as error:
        said = [str(error)]
    assert said[0].startswith("t.csv")
    assert all(sentence.isprintable() for sentence in said)


def test_a_million_rows() -> None:
    x = np.random.default_rng(0).normal(size=(MOST_ROWS, 2))
    text = "t,v\n" + "\n".join(f"{a!r},{b!r}" for a, b in x.tolist())
    shares: list[float] = []
    table = parse_table(text.encode(), "t.csv", progress=shares.append)
    assert np.array_equal(np.column_stack([c.values for c in table.columns]), x)
    assert table.lines[[0, -1]].tolist() == [2, MOST_ROWS + 1]
    target = table.target("t", "v")
    assert len(target.x) == MOST_ROWS
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert len(shares) > 20
    with pytest.raises(PointsError, match="more than 1,000,000 rows"):
        parse_table(text + "\n1,2\n", "t.csv")


@pytest.mark.parametrize("last", ["1,2", "1,x"])
def test_reading_can_be_stopped(last: str) -> None:
    text = "1,2\n" * 100_000 + last
    asked = iter(range(100))
    with pytest.raises(Stopped):
        parse_table(text, stop=lambda: next(asked) >= 5)
    assert next(asked) == 6
    asked_often = 0

    def stop() -> bool:
        nonlocal asked_often
        asked_often += 1
        return False

    assert len(parse_table(text, stop=stop)) == 100_001
    assert asked_often > (50 if last == "1,x" else 5)


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (text_table, rows):
        monkeypatch.setattr(module, "MOST_CELLS", 100)
    with pytest.raises(PointsError, match="more than 25 rows"):
        parse_table("1,2,3,4\n" * 26)
    monkeypatch.setattr(text_table, "FAST_FROM", 1)
    with pytest.raises(PointsError, match="more than 25 rows"):
        parse_table("1,2,3,4\n" * 26)
    assert len(parse_table("1,2,3,4\n" * 25)) == 25


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_TABLE", 1024 * 1024)
    path = tmp_path / "large.csv"
    path.write_bytes(b"1" * (1024 * 1024 + 1))
    with pytest.raises(PointsError, match="larger than 1 MiB"):
        read_table(path)
    with path.open("rb") as stream, pytest.raises(PointsError, match="larger than 1 MiB"):
        read_table(stream)


def test_a_hundred_columns() -> None:
    choose = random.Random(1)
    rows = [[choose.gauss(0, 1) for _ in range(100)] for _ in range(2000)]
    text = "\n".join(";".join(map(repr, row)) for row in rows)
    assert assert_same(text)
    target = parse_table(text).target(98, 99)
    assert sorted(target.x) == sorted(row[98] for row in rows)
