"""Every table of `table_cases`, by every door that needs no window."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from table_cases import CASES, INVENTED, READ, REFUSED, SHEETS, Points

import reluviz as rv
from reluviz.cli import main
from reluviz.files import text_table
from reluviz.files.columns import Options
from reluviz.files.errors import PointsError
from reluviz.files.table import Table
from reluviz.files.tables import parse_table

TEXTS: dict[str, tuple[bytes, Points | str, str]] = {
    **{n: ((CASES / n).read_bytes(), *right) for n, right in READ.items()},
    **{n: ((CASES / n).read_bytes(), words, "") for n, words in REFUSED.items()},
    **{text: (text.encode(), right, "") for text, right in INVENTED},
}
Capture = pytest.CaptureFixture[str]


def points_of(table: Table) -> tuple[Points, str]:
    """The points of a table, and what was said about it."""
    places = table.choice()
    target = table.target(*places)
    return list(zip(target.x.tolist(), target.y.tolist(), strict=True)), table.note(*places)


def assert_near(points: Points, right: Points) -> None:
    np.testing.assert_allclose(points, right, rtol=1e-12, atol=1e-12)


def assert_right(read: Callable[[], Table], right: Points | str, words: str = "") -> None:
    if isinstance(right, str):
        with pytest.raises(PointsError) as caught:
            points_of(read())
        message = str(caught.value)
        assert right in message
        assert message.isprintable()
        assert len(message) < 300
        return
    points, note = points_of(read())
    assert_near(points, right)
    assert words in note


@pytest.mark.parametrize("case", TEXTS)
def test_python(case: str) -> None:
    data, right, words = TEXTS[case]
    assert_right(lambda: rv.read_table(io.BytesIO(data)), right, words)


@pytest.mark.parametrize("name", SHEETS)
def test_spreadsheets(name: str) -> None:
    assert_right(lambda: rv.read_table(CASES / name), *SHEETS[name])


def test_formulas_without_values() -> None:
    words = (
        "row 2: y is “=A2*2”, a formula whose value is not in the file: open it in a spreadsheet"
    )
    assert_right(lambda: rv.read_table(CASES / "formula_without_values.xlsx"), words)


def said(capsys: Capture, *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(arguments)
    found = capsys.readouterr()
    return status, found.err.removeprefix("reluviz: ") if status else found.out


@pytest.mark.parametrize("case", [*TEXTS, *SHEETS])
def test_the_command_line(case: str, tmp_path: Path, monkeypatch, capsys: Capture) -> None:
    """`fit`, `train`, `show`, `build` and the standard input read the same, or refuse the same."""
    monkeypatch.chdir(tmp_path)
    data, right, words = TEXTS.get(case) or ((CASES / case).read_bytes(), *SHEETS[case])
    name = "t.xlsx" if case in SHEETS else "t.csv"
    Path(name).write_bytes(data)
    status, fitted = said(capsys, "fit", name, "--units", "1")
    shown = said(capsys, "show", name)
    built = said(capsys, "build", name, "-o", "p.reluviz")
    if isinstance(right, str):
        trained = said(capsys, "train", name, "--units", "1", "--seed", "1", "--steps", "1")
        assert right in fitted
        assert {(status, fitted), shown, built, trained} == {(2, fitted)}
    else:
        assert [status, shown[0], built[0]] == [0, 0, 0]
        notes = [words for words in words.split("; ") if words]
        assert all(words in out for out in (fitted, shown[1], built[1]) for words in notes)
        target = rv.load("p.reluviz").target
        assert_near(list(zip(target.x.tolist(), target.y.tolist(), strict=True)), right)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    by_stream = said(capsys, "fit", "-", "--units", "1")
    assert by_stream == (status, fitted.replace(name, "standard input"))


def as_sheet(data: bytes) -> bytes:
    """The cells of a text, as text, in a spreadsheet."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    lines = text_table.split_lines(data, "t")
    found = text_table._find(lines, "t", Options())
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            if line.strip() and not line.startswith("#") and "---" not in line:
                for column, cell in enumerate(text_table.cells_of(line, found.separator)):
                    sheet.write_string(row, column, cell)
    return stream.getvalue()


@pytest.mark.parametrize("case", TEXTS)
def test_the_same_as_text_in_a_spreadsheet(case: str) -> None:
    pytest.importorskip("python_calamine")
    data, right, _ = TEXTS[case]
    only_text = (
        "blanks",
        "several",
        "one number",
        '"1" 0.5',
        "1 names 2",
        "if not, choose",
        "   time",
        "Words",
        "key 0",
        "# first",
        "# t, v",
        "# n",
        "(0",
        "3\n1 2",
        "“abc”",
        "first\n7",
    )
    if any(part in (right if isinstance(right, str) else data.decode()) for part in only_text):
        pytest.skip("separators and comments are those of text")
    if case in ("hash_header.csv", "coordinates_list.csv", "savetxt_header.txt"):
        pytest.skip("separators and comments are those of text")
    sheet = as_sheet(data)
    if isinstance(right, str):
        right = right.replace("line", "row").partition("; correct")[0]
    assert_right(lambda: parse_table(sheet, "t.xlsx"), right)


@pytest.mark.parametrize("case", TEXTS)
def test_long_files(case: str) -> None:
    """The rows again and again, over a thousand lines: the quick reader says no other thing."""
    data, right, _ = TEXTS[case]
    if "lies" in right or "can be the header" in right or '"1" 0.5' in case or "id," in case:
        pytest.skip("again and again they are another table")
    if case.startswith(("Income,Tax", "a b\n5", "   time", "x;y\n1;", "x;y\n1234;2")):
        pytest.skip("refused for its first lines")
    lines = text_table.split_lines(data, "t")
    found = text_table._find(lines, "t", Options())
    first = found.head[found.layout.first][0]
    body = lines[first - 1 :]
    text = "\n".join(lines[: first - 1] + body * (1_200 // len(body) + 1))
    if isinstance(right, str):
        assert_right(lambda: parse_table(text, "t"), right)
        return
    points, _ = points_of(parse_table(text, "t"))
    assert_near(sorted(set(points)), right)


def test_the_cell_at_fault_is_named_in_a_long_file() -> None:
    text = "t,v\n" + "".join(f"{k},{k % 7}.5\n" for k in range(2_000))
    broken = text.replace("\n600,5.5\n", "\n600,five\n")
    assert broken != text
    words = "line 602: v is “five”, not a number; correct it, or put # before the line"
    assert_right(lambda: parse_table(broken, "t"), words)


@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({"thousands": "."}, [(1000, 2), (2500, 3)]),
        ({"decimal": "."}, [(1, 2), (2.5, 3)]),
        ({"decimal": ","}, [(1000, 2), (2500, 3)]),
        ({"thousands": "none"}, [(1, 2), (2.5, 3)]),
    ],
)
def test_what_is_open_is_said_by_the_user(options, right, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x;y\n1.000;2\n2.500;3\n", encoding="ascii")
    assert_right(lambda: rv.read_table(path), "can be 1 or 1000")
    assert_right(lambda: rv.read_table(path, **options), right)
    ((name, mark),) = options.items()
    project = str(tmp_path / "p.reluviz")
    assert said(capsys, "build", str(path), f"--{name}", mark, "-o", project)[0] == 0
    assert rv.load(project).target.x.tolist() == [x for x, _ in right]
    long = "x;y\n" + "1.000;2\n2.500;3\n" * 600
    points, _ = points_of(parse_table(long, options=Options(**options)))
    assert sorted(set(points)) == right


def test_the_header_is_said_by_the_user(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "t.csv"
    path.write_text("country,1990,1991\nA,1.5,2.5\nB,2,3\nC,3.5,2.5\n", encoding="ascii")
    assert rv.read_table(path, header=1).names == ("country", "1990", "1991")
    assert len(rv.read_table(path, header=0)) == 4
    assert rv.read_table(path, header=3).names == ("B", "2", "3")
    assert said(capsys, "fit", str(path), "--header", "1", "--units", "1")[0] == 0
    assert "has no line 9 that could name" in said(capsys, "show", str(path), "--header", "9")[1]
    assert "not the number of a line" in said(capsys, "show", str(path), "--header", "x")[1]


def test_a_table_that_lies_is_turned(capsys: Capture) -> None:
    path = CASES / "transposed.csv"
    assert_right(lambda: rv.read_table(path, turned=True), [(0, 1), (1, 3), (2, 2), (3, 5)])
    out = said(capsys, "show", str(path), "--turned")
    assert out[0] == 0


def test_marks_that_cannot_be() -> None:
    with pytest.raises(PointsError, match="both the decimal and the thousands mark"):
        Options(decimal=",", thousands=",")
    with pytest.raises(PointsError, match="decimal mark is “;”; it can be"):
        Options(decimal=";")
    with pytest.raises(PointsError, match="thousands mark is “;”; it can be"):
        Options(thousands=";")


def test_marks_that_the_file_does_not_keep_to() -> None:
    text = "x;y\n1,5;2\n2,5;3\n"
    table = parse_table(text, "t", options=Options(decimal="."))
    assert_right(lambda: table, "line 2: x is “1,5”, with a decimal comma")
    text = "x;y\n1,000,000;2\n2,000;3\n"
    table = parse_table(text, "t", options=Options(thousands="none"))
    assert_right(lambda: table, "line 2: x is “1,000,000”, with a mark between thousands")


def test_columns_that_are_chosen_are_said_with_the_others(capsys: Capture) -> None:
    out = said(capsys, "fit", str(CASES / "tax_from_to_rate.csv"), "--units", "1")[1]
    assert out.startswith("x is “from”, y is “to”; other columns of numbers: “rate” (--columns X")
    table = parse_table("sex,age,height\n1,0,50\n1,1,75\n1,2,86\n2,0,49\n2,1,74\n2,2,85\n")
    assert table.note("sex", "age") == "sex has 2 values in 6 rows"
    words = "age repeats: there are 2 groups, by “sex”, and all are taken together"
    assert table.note("age", "height") == words
    named = parse_table("who,age,height\na,0,50\na,1,75\nb,0,49\nb,1,74\n")
    assert named.note("age", "height") == words.replace("sex", "who")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("x y\n1 500,5 2\n2 250,5 3\n", "line 2 can have one number, 1500,5, or two columns"),
        ("x y\n1 500 2\n2 250 3\n3 125 4\n", "line 2 can have one number, 1500, or two columns"),
        ('"x" "y"\n"1" 500 2\n"2" 250 3\n', [(250, 3), (500, 2)]),
        ("   x  y\n1  500  2\n2  250  3\n3  125  4\n", [(125, 4), (250, 3), (500, 2)]),
        ("x y\n0 500 2\n1 250 3\n", [(250, 3), (500, 2)]),
    ],
)
def test_a_name_of_a_row_or_thousands(text: str, right: Points | str) -> None:
    assert_right(lambda: parse_table(text.encode(), "t"), right)
