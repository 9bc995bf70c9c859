"""A window is always where it can be taken hold of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from reluviz.app.layout import brought_back

SCREENS = [QRect(0, 0, 1440, 900), QRect(1440, 0, 1920, 1080)]


@pytest.mark.parametrize(
    "place",
    [
        QRect(100, 100, 800, 600),
        QRect(1600, 50, 800, 600),
        QRect(-200, 0, 800, 600),
        QRect(1300, 880, 800, 600),
    ],
)
def test_a_window_in_reach_stays(place: QRect) -> None:
    assert brought_back(place, SCREENS) == place


@pytest.mark.parametrize(
    "place",
    [
        QRect(5000, 100, 800, 600),
        QRect(-900, 100, 800, 600),
        QRect(100, -400, 800, 600),
        QRect(100, 1200, 3000, 2000),
    ],
)
def test_a_window_out_of_reach_comes_back(place: QRect) -> None:
    found = brought_back(place, SCREENS)
    assert SCREENS[0].contains(found)
    assert found.width() == min(place.width(), 1440)
