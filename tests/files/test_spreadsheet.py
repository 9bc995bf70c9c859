"""Spreadsheets: their numbers, damaged ones, and small ones that ask for all memory there is."""

from __future__ import annotations

import datetime
import io
import os
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reluviz.files import spreadsheet_guard
from reluviz.files.errors import PointsError
from reluviz.files.spreadsheet import sheet_names
from reluviz.files.table import Table
from reluviz.files.tables import parse_table, read_table

xlsxwriter = pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

ROWS = [["t", "v", "note"], [1, 2.5, "a"], [2, 0.1, "b"], [4, -1e-3, ""]]
SHEET = "xl/worksheets/sheet1.xml"

Change = Callable[[bytes], bytes]


def workbook(*sheets: list[list[object]], start: tuple[int, int] = (0, 0)) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for i, row in enumerate(rows, start[0]):
                for k, cell in enumerate(row, start[1]):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(i, k, cell, date)
                    elif isinstance(cell, tuple):
                        sheet.write_formula(i, k, cell[0], None, cell[1])
                    else:
                        sheet.write(i, k, cell)
    return stream.getvalue()


def changed(data: bytes, change: Change, part: str = SHEET) -> bytes:
    """Return the archive with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return stream.getvalue()


def ods(rows: str) -> bytes:
    names = ("office:1.0", "table:1.0", "text:1.0")
    spaces = " ".join(
        f'xmlns:{n.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{n}"' for n in names
    )
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {spaces}><office:body>"
        f'<office:spreadsheet><table:table table:name="One">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        "</manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return stream.getvalue()


def cell(value: object, repeated: int = 1) -> str:
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if value is None:
        return f"<table:table-cell{times}/>"
    if isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="string"{times}><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{times}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def row(*cells: str, repeated: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{''.join(cells)}</table:table-row>"


def refusal(data: bytes, sheet: int | str = 0) -> str:
    with pytest.raises(PointsError) as caught:
        parse_table(data, "a.xlsx", sheet)
    message = str(caught.value)
    assert message.startswith("a.xlsx")
    assert message.isprintable()
    assert len(message) < 300
    return message


def columns(table: Table) -> list[list[float]]:
    return [column.values.tolist() for column in table.columns]


@pytest.mark.parametrize("start", [(0, 0), (3, 2)])
def test_a_sheet(start: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(ROWS, start=start))
    table = read_table(path)
    assert table.names == ("t", "v", "note")
    assert (table.has_header, table.unit, table.numeric) == (True, "row", (0, 1))
    assert table.lines.tolist() == [start[0] + 2, start[0] + 3, start[0] + 4]
    assert columns(table)[:2] == [[1, 2, 4], [2.5, 0.1, -1e-3]]
    assert table.top[0] == ("1", "2.5", "a")
    assert table.target("t", "v").y.tolist() == [2.5, 0.1, -1e-3]
    with pytest.raises(PointsError, match=rf"a\.xlsx, row {start[0] + 2}: note is “a”, not a"):
        table.target("t", "note")


def test_kinds_of_cells() -> None:
    day = datetime.date(2020, 2, 1)
    data = workbook(
        [
            ["a", "b", "c"],
            [1, ("=1+1", 2), True],
            [],
            ["2,5", ("=NA()", "#N/A"), day],
            [" 3 ", "", "x"],
        ]
    )
    table = parse_table(data)
    np.testing.assert_array_equal(table.columns[0].values, [1, 2.5, 3])
    np.testing.assert_array_equal(table.columns[1].values, [2, np.nan, np.nan])
    assert table.lines.tolist() == [2, 4, 5]
    assert table.top[1] == ("2,5", "", "2020-02-01")
    assert table.note("a", "b") == "2 rows without a number left out"
    with pytest.raises(PointsError, match="row 2: c is “True”, not a number; correct it, or del"):
        table.target("a", "c")


def test_sheets() -> None:
    data = workbook([[1, 2], [3, 4]], [[5, 6], [7, 8]], [])
    assert sheet_names(data, "a.xlsx") == ("Sheet1", "Sheet2", "Sheet3")
    assert parse_table(data).names == ("x", "y")
    assert columns(parse_table(data, sheet=1)) == columns(parse_table(data, sheet="Sheet2"))
    assert columns(parse_table(data, sheet=1)) == [[5, 7], [6, 8]]
    assert "no sheet “Other”; there are “Sheet1”, “Sheet2”" in refusal(data, "Other")
    assert "no sheet “9”" in refusal(data, 9)
    assert "is empty" in refusal(data, 2)


def test_ods() -> None:
    data = ods(
        row(cell("x"), cell("y"))
        + row(cell(1), cell(2.5))
        + row(cell(None, 1024), repeated=3)
        + row(cell(3), cell(4), cell(None, 16382))
        + row(cell(None, 16384), repeated=1048570)
    )
    table = parse_table(data)
    assert (table.names, columns(table)) == (("x", "y"), [[1, 3], [2.5, 4]])
    assert table.lines.tolist() == [2, 6]


def test_numbers_come_back_as_the_library_writes_them() -> None:
    values = np.random.default_rng(0).normal(size=(5000, 2)).tolist()
    table = parse_table(workbook(values))
    expected = [
        [float(f"{value:.16g}") for value in column] for column in zip(*values, strict=True)
    ]
    assert columns(table) == expected


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    message = refusal(workbook(ROWS))
    assert 'pip install "reluviz[xlsx]"' in message


FAR = [
    lambda sheet: sheet.replace(b'r="C4"', b'r="XFD1048576"'),
    lambda sheet: sheet.replace(b'r="C4"', b"r = 'XFD1048576'"),
    lambda sheet: sheet.replace(b'r="C4"', b'r="AAAAAAAAAAAA4"'),
    lambda sheet: sheet.replace(b'r="4"', b'r="9999999999999999999999"'),
    lambda sheet: sheet.replace(b'<c r="C4"', b"<c").replace(b'r="4"', b'r="4000000000"'),
    lambda sheet: sheet.replace(b"<sheetData>", b'<!DOCTYPE a [<!ENTITY b "c">]><sheetData>'),
    lambda sheet: sheet.decode().encode("utf-16"),
]
REPEATED = [
    row(cell(1, 16384), repeated=1048576),
    row(cell(1, 4_000_000_000)),
    row(cell(1), repeated=4_000_000_000),
    row(cell(None, 16383), cell(1)) + row(cell(2), repeated=1048575),
    row(cell(1)) + row(repeated=1_000_000_000_000) + row(cell(1)),
    row(cell("long " * 100_000, 100), repeated=10_000),
    row(cell(1)).replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="x"'
    ),
]


@pytest.mark.parametrize("change", FAR, ids=range(len(FAR)))
def test_cells_that_are_far_away(change: Change) -> None:
    message = refusal(changed(workbook([[1, 2, 3]] * 4), change))
    assert "far away" in message or "not a spreadsheet that can be read" in message


@pytest.mark.parametrize("rows", REPEATED, ids=range(len(REPEATED)))
def test_cells_that_are_repeated(rows: str) -> None:
    message = refusal(ods(rows))
    assert "far away" in message or "not a spreadsheet that can be read" in message


def test_one_long_text_in_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook([["long " * 2000]] * 3 + [[1, 2]] * 50)
    assert len(parse_table(data)) == 50
    monkeypatch.setattr(spreadsheet_guard, "MOST_TEXT", 31_000)
    assert len(parse_table(data)) == 50  # it is in three cells only
    monkeypatch.setattr(spreadsheet_guard, "MOST_TEXT", 29_000)
    assert "too large" in refusal(data)


def test_an_archive_that_is_large_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(ROWS)
    bomb = changed(data, lambda sheet: sheet + b" " * 50_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr(spreadsheet_guard, "LARGEST_UNPACKED", 1_000_000)
    assert "too large" in refusal(bomb)
    assert len(parse_table(data)) == 3
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert "not a spreadsheet" in refusal(lying) or "too large" in refusal(lying)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04", "not a spreadsheet that can be read"),
        (b"PK\x03\x04" + bytes(1000), "not a spreadsheet that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "of an old kind, or has a password"),
        (workbook(ROWS)[:-300], "not a spreadsheet that can be read"),
    ],
)
def test_no_spreadsheets(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_an_archive_of_something_else() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "1,2")
    assert "not a spreadsheet that can be read" in refusal(stream.getvalue())
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for k in range(5_001):
            archive.writestr(f"{k}.txt", "")
    assert "not a spreadsheet that can be read" in refusal(many.getvalue())


PIECES = [b"9", b"<c ", b'r="', b"</row>", b"&", b"<v>", b'"', b"A9", b"99999", b"table:", b"\0"]


def test_damaged_spreadsheets_are_refused_in_a_sentence() -> None:
    choose = random.Random(1)
    sources = [
        (workbook(ROWS), [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]),
        (ods(row(cell("x"), cell(1)) + row(cell(2), cell(3, 2))), ["content.xml", "mimetype"]),
    ]

    def damage(content: bytes) -> bytes:
        data = bytearray(content)
        for _ in range(choose.randint(1, 4)):
            place = choose.randrange(len(data))
            kind = choose.random()
            if kind < 0.4:
                data[place] = choose.randrange(256)
            elif kind < 0.7:
                del data[place : place + choose.randrange(20)]
            else:
                data[place:place] = choose.choice(PIECES)
        return bytes(data)

    refused = []
    for _ in range(600 if os.environ.get("RELUVIZ_LONG") else 120):
        source, parts = choose.choice(sources)
        if choose.random() < 0.3:
            data = b"PK\x03\x04" + damage(source)[4:]
        else:
            data = changed(source, damage, choose.choice(parts))
        try:
            parse_table(data, "a.xlsx")
        except PointsError as error:
            refused.append(str(error))
    assert all(message.startswith("a.xlsx") and message.isprintable() for message in refused)
    assert len(refused) > 100
