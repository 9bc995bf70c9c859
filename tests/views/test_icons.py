"""Icons are there, drawn in the theme's colours."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon
from pytestqt.qtbot import QtBot

from reluviz.paths import resource
from reluviz.views.icons import application_icon, icon
from reluviz.views.theme import load_theme

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))


def has_colour_only(found: QIcon, mode: QIcon.Mode, colour: str) -> bool:
    """Whether all that is drawn fully has a colour, to one part in 255."""
    image = found.pixmap(48, mode=mode).toImage()
    drawn = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [pixel.getRgb() for pixel in drawn if pixel.alpha() == 255]
    wanted = QColor(colour).getRgb()
    return len(solid) > 20 and all(
        abs(a - b) <= 1 for pixel in solid for a, b in zip(pixel, wanted, strict=True)
    )


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_an_icon_has_the_colours_of_the_theme(qtbot: QtBot, name: str, theme_name: str) -> None:
    theme = load_theme(theme_name)
    found = icon(name, theme)
    assert has_colour_only(found, QIcon.Mode.Normal, theme.text)
    assert has_colour_only(found, QIcon.Mode.Disabled, theme.border)


def test_there_is_no_icon_by_any_name(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        icon("nothing", load_theme("light"))


def test_the_application_has_an_icon(qtbot: QtBot) -> None:
    assert {size.width() for size in application_icon().availableSizes()} == {16, 32, 48, 128}
