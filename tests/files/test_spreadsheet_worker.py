"""Whatever happens to the process that reads a spreadsheet, here it is one sentence."""

from __future__ import annotations

import datetime
import io
import time

import pytest

pytest.importorskip("python_calamine")
xlsxwriter = pytest.importorskip("xlsxwriter")

from reluviz.core.stopping import Stopped, Watch  # noqa: E402
from reluviz.files import apart  # noqa: E402
from reluviz.files import spreadsheet_worker as worker  # noqa: E402
from reluviz.files.errors import PointsError  # noqa: E402
from reluviz.files.tables import read_table  # noqa: E402


def workbook(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("One")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


SMALL = workbook([["t", "y"], [datetime.datetime(2024, 5, 1), 1.5], [2, True]])


def test_the_answer_is_that_of_the_library() -> None:
    answer = worker.ask(SMALL, "a.xlsx", 0, Watch())
    assert (answer.names, answer.sheet, answer.left, answer.height) == (["One"], "One", 0, 3)
    first = answer.rows[1][0]
    assert (first.year, first.month, first.day) == (2024, 5, 1)
    assert answer.rows[0] == ["t", "y"]
    assert worker.ask(SMALL, "a.xlsx", None, Watch()).names == ["One"]
    assert worker.ask(SMALL, "a.xlsx", "Two", Watch()).sheet == ""


def test_too_much_memory_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    pytest.importorskip("resource")
    monkeypatch.setattr(worker, "MOST_MEMORY", 1 << 20)
    path = tmp_path / "a.xlsx"
    path.write_bytes(SMALL)
    with pytest.raises(PointsError, match="asks for more memory than it may have"):
        read_table(path)


def test_too_much_time_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_SECONDS", -1.0)
    with pytest.raises(PointsError, match="takes too long"):
        worker.ask(SMALL, "a.xlsx", 0, Watch())


def test_it_ends_at_once_when_nobody_waits() -> None:
    rows = [[float(k), float(k)] for k in range(60_000)]
    large = workbook(rows)
    began = time.monotonic()
    with pytest.raises(Stopped):
        worker.ask(large, "a.xlsx", 0, Watch(lambda: True))
    assert time.monotonic() - began < 5
