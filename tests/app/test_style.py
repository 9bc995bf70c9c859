"""Colours of the window: enough contrast, the same theme everywhere."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from reluviz.app.style import chosen_theme, palette, style_sheet
from reluviz.views.theme import load_theme

Role = QPalette.ColorRole


def luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (Role.WindowText, Role.Window),
        (Role.Text, Role.Base),
        (Role.ButtonText, Role.Button),
        (Role.PlaceholderText, Role.Base),
        (Role.HighlightedText, Role.Highlight),
        (Role.ToolTipText, Role.ToolTipBase),
        (Role.Link, Role.Base),
    ],
)
def test_text_can_be_read(name: str, text: Role, ground: Role) -> None:
    colours = palette(load_theme(name))
    assert contrast(colours.color(text), colours.color(ground)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_banners_can_be_read(name: str) -> None:
    theme = load_theme(name)
    assert contrast(QColor(theme.warning_text), QColor(theme.warning_ground)) >= 4.5
    assert contrast(QColor(theme.text), QColor(theme.accent_ground)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_style_sheet_is_whole(name: str) -> None:
    sheet = style_sheet(load_theme(name))
    assert sheet.count("{") == sheet.count("}")
    assert "{theme" not in sheet


def test_a_fixed_choice_does_not_ask_the_system() -> None:
    assert chosen_theme("dark") is load_theme("dark")
    assert chosen_theme("light") is load_theme("light")
    assert chosen_theme("system").name in ("light", "dark")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_lines_to_compare_with_can_be_seen(name: str) -> None:
    theme = load_theme(name)
    for colour in (theme.best, *theme.runs):
        for ground in (theme.ground, theme.surface):
            assert contrast(QColor(colour), QColor(ground)) >= 3.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_no_colour_of_a_line_means_two_things(name: str) -> None:
    theme = load_theme(name)
    lines = [theme.curve, theme.target, theme.ghost, theme.draw, theme.residual, theme.best]
    colours = [*lines, *theme.units, *theme.runs]
    assert len(set(colours)) == len(colours)
    assert theme.run(len(theme.runs)) == theme.run(0)
