"""The form with the settings of many runs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtWidgets import QCheckBox, QLineEdit

from reluviz.core.initial import DRAWN
from reluviz.core.train_settings import GENERAL_METHODS, TrainSettings
from reluviz.core.words import number
from reluviz.document.reports import INIT_WORDS, METHOD_WORDS, MOST_RUNS, SweepSettings
from reluviz.files.typed_number import typed_number
from reluviz.views.fields import ChoiceBox, CountBox
from reluviz.views.form import Form, fields
from reluviz.views.numbers import shortened

T = TypeVar("T")

_MOST_STEPS = 10_000_000
_SEPARATORS = re.compile(r"[;\s]+")
_TIPS = {
    "relus": "Numbers of ReLUs: one, or several such as 3, 10",
    "rates": "Learning rates: one, or several such as 0.01, 0.1",
    "seeds": "So many random starts for every combination: seeds 0, 1, 2, …",
    "steps": "Steps of training for each network",
    "batch": "Points for each step; empty or “all” for all of them",
    "scaling": "Data far from 0, very large or very small are trained in scaled units",
    "address": "Address of the cluster's scheduler, such as tcp://192.168.0.7:8786",
}


class SweepForm(Form):
    """Which networks are trained, and where. It holds what is typed until somebody reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.relus, self.rates, self.batch, self.address = (
            _line(name) for name in ("relus", "rates", "batch", "address")
        )
        self.seeds = CountBox("seeds", 1, MOST_RUNS)
        self.steps = CountBox("steps", 1, _MOST_STEPS)
        for box in (self.seeds, self.steps):
            box.setGroupSeparatorShown(True)
            box.setToolTip(_TIPS[box.objectName()])
            box.setKeyboardTracking(True)
            box.setMinimumWidth(box.fontMetrics().horizontalAdvance("10,000") + 34)
        self.steps.setSingleStep(100)
        self.starts = {init: QCheckBox(INIT_WORDS[init]) for init in DRAWN}
        for init, check in self.starts.items():
            check.setObjectName(f"start_{init}")
        self.method = ChoiceBox("method", tuple(METHOD_WORDS[one] for one in GENERAL_METHODS))
        count = os.cpu_count() or 1
        here = f"this machine, {count} process{'' if count == 1 else 'es'}"
        self.where = ChoiceBox("where", (here, "a Dask cluster"))
        for choice in (self.method, self.where):  # the longest words may be cut in the field
            choice.setSizeAdjustPolicy(
                choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(7)
        self.where.setMinimumContentsLength(12)
        self.where.setToolTip("Who does the work: processes of this machine, or a Dask cluster")
        self.scaling = QCheckBox("scale data")
        self.scaling.setObjectName("scaling")
        self.scaling.setToolTip(_TIPS["scaling"])
        self.checks = (*self.starts.values(), self.scaling)
        self.batch.setPlaceholderText("all")
        self.address.setPlaceholderText("tcp://host:8786")
        self.address.hide()
        self._lay_out()
        self.show_settings(SweepSettings())
        self._connect()

    def read(self) -> SweepSettings:
        """Return what the fields say.

        Raises
        ------
        ValueError
            If a field does not make sense; the message can be shown as it is.
        """
        units, rates = read_sizes(self.relus.text()), read_rates(self.rates.text())
        inits = tuple(init for init, check in self.starts.items() if check.isChecked())
        if not inits:
            raise ValueError("choose one start or more: He, LeCun, uniform")
        method, batch = GENERAL_METHODS[self.method.currentIndex()], read_batch(self.batch.text())
        for size in units:
            for rate in rates:  # the settings check their numbers
                TrainSettings(method, rate, batch, self.steps.value(), units=size)
        address = self.address.text().strip()
        is_cluster = self.where.currentIndex() == 1
        if is_cluster and not address:
            raise ValueError("type the address of the cluster, such as tcp://192.168.0.7:8786")
        training = TrainSettings(
            *(method, rates[0], batch, self.steps.value()),
            init=inits[0],
            scaling=self.scaling.isChecked(),
        )
        where = address if is_cluster else ""
        return SweepSettings(self.seeds.value(), units, rates, inits, training, where)

    def show_settings(self, settings: SweepSettings) -> None:
        """Fill the fields."""
        training = settings.training
        self.show_sizes(settings.units)
        self.rates.setText(", ".join(number(rate, 12) for rate in settings.rates))
        self.batch.setText("" if training.batch is None else f"{training.batch}")
        self.seeds.setValue(settings.seeds)
        self.steps.setValue(training.steps)
        for init, check in self.starts.items():
            check.setChecked(init in settings.inits)
        self.scaling.setChecked(training.scaling)
        self.method.setCurrentIndex(GENERAL_METHODS.index(training.method))
        self.address.setText(settings.cluster)
        self.where.setCurrentIndex(1 if settings.cluster else 0)

    def show_sizes(self, units: tuple[int, ...]) -> None:
        """Fill the field with the numbers of ReLUs."""
        self.relus.setText(", ".join(f"{size}" for size in units))

    # Private

    def _lay_out(self) -> None:
        starts, where = fields(self.starts.values(), 12), fields((self.where, self.address))
        starts.addStretch(1)
        where.setStretch(0, 1)
        self.lay_out(
            [
                [("ReLUs", self.relus), ("seeds", self.seeds)],
                [("rates", self.rates), ("steps", self.steps)],
                [("method", self.method), ("batch", (self.batch, self.scaling))],
                [("starts", starts)],
                [("on", where)],
            ]
        )

    def _connect(self) -> None:
        self.watch(self.relus, self.rates, self.batch, self.address, self.seeds, self.steps)
        self.watch(*self.checks, self.method, self.where)
        self.where.currentIndexChanged.connect(lambda index: self.address.setVisible(index == 1))


def read_sizes(text: str) -> tuple[int, ...]:
    """Return the numbers of ReLUs in a text such as ``3, 10``.

    Raises
    ------
    ValueError
        If there are none, or one is no whole number.
    """

    def read(word: str) -> int:
        if not (word.isascii() and word.isdecimal() and len(word) <= 9):
            raise ValueError(f"“{shortened(word)}” is not a number of ReLUs, such as 3")
        return int(word)

    return _distinct(text.replace(",", " "), read, "the numbers of ReLUs are missing")


def read_rates(text: str) -> tuple[float, ...]:
    """Return the learning rates in a text such as ``0.01, 0.1``, or ``0,01; 0,1``.

    Raises
    ------
    ValueError
        If there are none, or one is no number.
    """
    words = (
        # A comma between digits is a decimal comma, unless there are decimal points.
        word.replace(",", " ") if "." in word else word.strip(",")
        for word in _SEPARATORS.split(text)
    )
    return _distinct(" ".join(words), typed_number, "the learning rates are missing")


def read_batch(text: str) -> int | None:
    """Return the size of a batch; None for all points.

    Raises
    ------
    ValueError
        If it is no whole number.
    """
    word = text.strip().replace(" ", "").lower()
    if word in ("", "all"):
        return None
    if not (word.isascii() and word.isdecimal() and len(word) <= 12):
        raise ValueError(f"“{shortened(text.strip())}” is not a number of points for a batch")
    return int(word)


def _distinct(text: str, read: Callable[[str], T], missing: str) -> tuple[T, ...]:
    words: Iterable[str] = filter(None, _SEPARATORS.split(text))
    found = tuple(dict.fromkeys(read(word) for word in words))
    if not found:
        raise ValueError(missing)
    return found


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(name.capitalize())
    line.setToolTip(_TIPS[name])
    line.setMinimumWidth(line.fontMetrics().horizontalAdvance("0.01, 0.1") + 10)
    return line
