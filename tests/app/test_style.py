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


def over(colour: str, ground: str, share: float) -> QColor:
    """A colour that lets the ground through."""
    pairs = zip(QColor(colour).getRgb()[:3], QColor(ground).getRgb()[:3], strict=True)
    return QColor(*(round(share * above + (1 - share) * below) for above, below in pairs))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_what_is_written_in_colour_can_be_read(name: str) -> None:
    theme = load_theme(name)
    signs = (theme.positive, theme.negative, theme.text, theme.muted, theme.accent)
    for colour in (*signs, *theme.units, theme.residual, theme.draw, theme.best, theme.target):
        for ground in (theme.ground, theme.surface):
            assert contrast(QColor(colour), QColor(ground)) >= 4.5, colour
    for colour in signs:  # the numbers of the diagram that are selected
        assert contrast(QColor(colour), QColor(theme.accent_ground)) >= 4.5, colour
    for colour in theme.units:  # the names in rows that are selected or hovered
        for tint in theme.tints:
            assert contrast(QColor(colour), over(colour, theme.ground, tint)) >= 4.5, colour
    assert contrast(QColor(theme.ground), QColor(theme.accent)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_lines_can_be_seen(name: str) -> None:
    theme = load_theme(name)
    for colour in (theme.curve, theme.ghost, theme.positive, theme.negative, *theme.units):
        for ground in (theme.ground, theme.surface):
            assert contrast(QColor(colour), QColor(ground)) >= 3, colour


@pytest.mark.parametrize("name", ["light", "dark"])
def test_units_of_one_colour_differ_by_their_dashes(name: str) -> None:
    theme = load_theme(name)
    looks = [(theme.unit(k), theme.dashes(k)) for k in range(20)]
    assert len(set(looks)) == 20
    assert all(theme.dashes(k) == () for k in range(6))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_no_colour_of_a_line_means_two_things(name: str) -> None:
    theme = load_theme(name)
    lines = [theme.curve, theme.target, theme.ghost, theme.draw, theme.residual, theme.best]
    colours = [*lines, *theme.units, *theme.runs]
    assert len(set(colours)) == len(colours)
    assert theme.run(len(theme.runs)) == theme.run(0)
