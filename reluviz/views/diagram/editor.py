"""Typing a parameter or the probe in place."""

from __future__ import annotations

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.views.diagram.hits import Probe
from reluviz.views.in_place import InPlace

Subject = ParameterId | Probe
"""What can be typed."""


class Typing(InPlace):
    """Types parameters, each as one undo step, and the probe.

    Parameters
    ----------
    document, panel
        As for `InPlace`.
    """

    def name_of(self, subject: Subject) -> str:
        if isinstance(subject, Probe):
            return "x, the probe"
        return words.parameter_title(self._document.network, subject)

    def value_of(self, subject: Subject) -> float:
        if isinstance(subject, Probe):
            return self._document.snapshot.probe
        return self._document.network.value(subject)

    def set_value(self, subject: Subject, value: float) -> None:
        if isinstance(subject, Probe):
            self._document.set_probe(value)
        else:
            self._document.set_parameter(subject, value)
