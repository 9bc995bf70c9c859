"""Dates below the plot, in its pictures, and in the status bar."""

from __future__ import annotations

import re

from reluviz.app.status_bar import probe
from reluviz.cli import main
from reluviz.core.calendar import Calendar
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.files.opening import project_through
from reluviz.files.project_file import write_project
from reluviz.views.contributions import ContributionsPanel
from reluviz.views.theme import load_theme

DAYS = Target([0, 30, 61, 300], [1, 3, 2, 5], calendar=Calendar("2024-02-01", "days"))


def test_a_picture_has_dates_at_its_axis(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    write_project(project_through(DAYS), tmp_path / "p.reluviz")
    assert main(["export", str(tmp_path / "p.reluviz"), str(tmp_path / "p.svg")]) == 0
    texts = re.findall(r">([^<>]+)</text>", (tmp_path / "p.svg").read_text())
    assert {"2024-03", "2024-05", "2024-07"} <= set(texts)
    assert not {"50", "100", "200"} & set(texts)


def test_the_probe_is_a_date(qtbot) -> None:
    document = Document(project_through(DAYS))
    document.set_probe(28.0)
    qtbot.waitUntil(lambda: document.snapshot.probe == 28.0)
    assert probe(document.snapshot).startswith("x = 2024-02-29")


def test_the_chart_below_has_the_dates_too(qtbot) -> None:
    panel = ContributionsPanel(Document(project_through(DAYS)), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(700, 300)
    panel.show()
    panel.chart.show_calendar(DAYS.calendar)
    assert panel.grab().width() == 700
    axis = panel.chart.getAxis("bottom")
    ((spacing, places),) = axis.tickValues(0.0, 300.0, 700.0)
    assert spacing is None
    assert axis.tickStrings(places, 1.0, spacing)[:2] == ["2024-03", "2024-05"]
    panel.chart.show_calendar(None)
    assert len(axis.tickValues(0.0, 300.0, 700.0)) > 1
    panel.grab()
