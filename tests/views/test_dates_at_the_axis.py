"""Dates below the plot, in its pictures, and in the status bar."""

from __future__ import annotations

import re

from reluviz.app.status_bar import probe
from reluviz.cli import main
from reluviz.core.calendar import Calendar
from reluviz.core.network import ParameterId
from reluviz.core.steps import step
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.files.points import project_through
from reluviz.files.project_file import write_project
from reluviz.views.contributions import ContributionsPanel
from reluviz.views.inspector.pages import KINDS, Column, RayPage
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


def test_words_and_numbers_of_x_are_dates(qtbot) -> None:
    document = Document(project_through(DAYS))
    state = document.state
    assert [state.digits.x(x) for x in (0.0, 30.0, 61.25)] == [
        "2024-02-01",
        "2024-03-02",
        "2024-04-02 06:00",
    ]
    assert "max(0, x − 30)" in state.digits.formula()  # which is to be typed back
    page = RayPage(state, KINDS[0], has_influence=False)
    kinks = [page.text(row, Column.KINK) for row in range(3)]
    assert kinks == ["2024-02-01", "2024-03-02", "2024-04-02"]
    assert "x = 2024-03-02" in step(state.network, 2, state.domain, digits=state.digits).text
    document.set_parameter(ParameterId(1, 0, 1), 0.5)
    document.publish()
    assert document.snapshot.effect.startswith("w2 moves x ≥ 2024-03-02: 90 % of the domain")
    document.set_target(None)
    document.publish()
    assert document.state.digits.x(30.0) == "30"


def test_the_steps_have_dates_at_their_axes(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    write_project(project_through(DAYS), tmp_path / "p.reluviz")
    assert main(["steps", str(tmp_path / "p.reluviz"), "-o", str(tmp_path / "p.svg")]) == 0
    texts = re.findall(r">([^<>]+)</text>", (tmp_path / "p.svg").read_text())
    assert {"2024-04", "2024-07"} <= set(texts)
    assert not {"100", "200"} & set(texts)


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
