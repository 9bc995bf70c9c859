"""A form has as many fields in a row as there is room for."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from reluviz.views.fields import CountBox
from reluviz.views.form import Form


class Settings(Form):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = CountBox("first", 1, 1_000_000), CountBox("second", 1, 1_000_000)
        self.line, self.check = QLineEdit(), QCheckBox("of course")
        self.lay_out(
            [
                [("first", self.first), ("second", self.second)],
                [("both", (self.line, self.check))],
            ]
        )

    @property
    def parts(self) -> list[QWidget]:
        return [self.first, self.second, self.line, self.check, *self.findChildren(QLabel)]


def test_fields_go_below_one_another_and_back(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    form = Settings()
    form.setParent(place)
    form.resize(500, 200)
    place.show()
    least, wanted = form.minimumSizeHint().width(), form.sizeHint().width()
    assert 0 < least < wanted
    for width, is_wide in ((wanted, True), (wanted - 1, False), (least, False), (wanted, True)):
        form.resize(width, 200)
        qtbot.wait(5)
        assert (form.first.y() == form.second.y()) == is_wide
        for part in form.parts:
            assert form.rect().contains(part.geometry()), (width, part)
            assert part.width() >= part.minimumSizeHint().width()
    assert form.line.y() > form.second.y()
