"""The best fit that is shown beside the network: at once roughly, and found well in a thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from reluviz.core.fit_data import Prepared
from reluviz.core.fitting import Fit, FitCurve, best_fit, best_fits, fewest_units, warm_fit
from reluviz.core.piecewise import Array, Domain
from reluviz.core.stopping import Stopped, Watch
from reluviz.core.targets import Target
from reluviz.core.words import number, sentence
from reluviz.document.background import Background, Work
from reluviz.document.reports import BestFit
from reluviz.document.state import State
from reluviz.files.project import MOST_FIT_UNITS, FitSettings

if TYPE_CHECKING:
    from reluviz.document.document import Document

UP_TO = 20
"""The errors are shown for so many units, or as many as are fitted if that is more."""

AT_ONCE = 20_000
"""Data of more points are not fitted while the hand waits."""

_AT_ONCE_MAX = 300
"""The same for the smallest largest error, which has no quick way from one optimum to the next."""


@dataclass(frozen=True, eq=False)
class _Found:
    """What the search has found so far; `is_final` when there is nothing more to find."""

    fit: Fit | None = None
    errors: FitCurve | None = None
    progress: float = 0.0
    is_final: bool = False


class FitFollower(QObject):
    """Knows the best fit of the document's target, and looks for it when it is asked.

    Parameters
    ----------
    document : Document
        Has the target; it is told when something better is known than what `look` has answered.
    """

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._background = Background(self)
        self._counting = Background(self)
        self._allowed: float | None = None
        self._target: Target | None = None
        self._domain: Domain | None = None
        self._data: Prepared | None = None
        self._points = 0
        self._fits: dict[tuple[str, int], Fit] = {}
        self._errors: dict[str, FitCurve] = {}
        self._final: set[str] = set()  # the norms whose errors are the best that are found
        self._kinks: dict[tuple[str, int], Array] = {}
        self._sought: FitSettings | None = None
        self._shown: BestFit | None = None
        self._progress, self._problem = 0.0, ""

    def look(self, state: State, settings: FitSettings | None, is_moving: bool) -> BestFit | None:
        """Return the best fit that is known, and have a better one looked for.

        Parameters
        ----------
        state : State
            Holds the target and the domain.
        settings : FitSettings or None
            What is asked for; None for nothing.
        is_moving : bool
            Whether a hand is moving something: then nothing is looked for yet.
        """
        if settings is None or state.target is None:
            self._stop()
            self._shown = None
            return None
        if state.target is not self._target or state.domain != self._domain:
            self._take(state.target, state.domain)
        if not self._problem:
            self._look_on(settings, is_moving)
        fit = self._best(settings)
        is_settled = self._is_settled(settings)
        errors = self._errors.get(settings.norm)
        new = BestFit(
            *(settings, fit, errors, is_settled, self._progress, self._problem),
            points=self._points,
            allowed=self._allowed,
        )
        if self._shown is None or _differ(self._shown, new):
            self._shown = new
        return self._shown

    def find_fewest(self, max_error: float) -> None:
        """Have the fewest units looked for that come within `max_error` of every point.

        They are shown then, and a notice says how many they are. Without a target: nothing.
        """
        if self._target is None or self._problem:
            return
        target, domain, data = self._target, self._domain, self._data
        assert domain is not None
        self._allowed = max_error

        def work(work: Work) -> Fit | None:
            prepared = data or Prepared(*target.samples(domain))
            try:
                return fewest_units(prepared, max_error, Watch(work.is_dropped))
            except Stopped:
                return None

        self._counting.run_long(work, self._on_counted, self._on_not_counted)
        self._document.touch()

    @property
    def is_searching(self) -> bool:
        """Whether something better is looked for."""
        return self._background.is_busy or self._counting.is_busy

    def close(self) -> None:
        """Stop looking, and wait until that has ended."""
        self._background.close()
        self._counting.close()

    # Private

    def _take(self, target: Target, domain: Domain) -> None:
        """Forget what was found for another target; its kinks are where the next search begins."""
        self._stop()
        self._target, self._domain = target, domain
        self._fits, self._errors, self._final, self._data = {}, {}, set(), None
        self._problem = ""
        x, y = target.samples(domain)
        self._points = len(x)
        if len(x) < 2 or x[0] == x[-1]:
            self._problem = "The target has fewer than two points on the domain"
        elif len(x) <= AT_ONCE:
            self._data = Prepared(x, y)

    def _look_on(self, settings: FitSettings, is_moving: bool) -> None:
        if self._is_settled(settings) or settings == self._sought:
            return
        if is_moving and self._data is not None:
            return
        target, domain, data = self._target, self._domain, self._data
        assert target is not None
        assert domain is not None
        self._sought, self._progress = settings, 0.0

        def work(work: Work) -> _Found | None:
            prepared = data or Prepared(*target.samples(domain))
            return _search(prepared, settings, work)

        self._background.run_long(work, self._on_found, self._on_failed, self._on_report)

    def _best(self, settings: FitSettings) -> Fit | None:
        key = settings.norm, settings.units
        if key not in self._fits and self._is_quick(settings.norm):
            self._fits[key] = self._warm(settings)
        found = self._fits.get(key)
        if found is not None:
            self._kinks[key] = found.kinks
        return found

    def _is_quick(self, norm: str) -> bool:
        most = AT_ONCE if norm == "l2" else _AT_ONCE_MAX
        return self._data is not None and len(self._data) <= most

    def _warm(self, settings: FitSettings) -> Fit:
        """A good fit near the one of the target before, or from even kinks."""
        assert self._data is not None
        kinks = self._kinks.get((settings.norm, settings.units))
        if kinks is None:
            kinks = _even_kinks(self._data, settings.units)
        return warm_fit(self._data, kinks, settings.norm)

    def _is_settled(self, settings: FitSettings) -> bool:
        errors = self._errors.get(settings.norm)
        is_known = errors is not None and settings.units <= len(errors.fits)
        return is_known and settings.norm in self._final

    def _stop(self) -> None:
        self._background.drop()
        self._counting.drop()
        self._sought, self._progress, self._allowed = None, 0.0, None

    def _on_report(self, found: _Found) -> None:
        self._keep(found)
        self._document.touch()

    def _on_found(self, found: _Found | None) -> None:
        if found is not None:
            self._keep(found)
        self._sought = None
        self._document.touch()

    def _on_failed(self, error: ValueError) -> None:
        self._problem, self._sought = sentence(error), None
        self._document.touch()

    def _on_counted(self, fit: Fit | None) -> None:
        allowed, self._allowed = self._allowed, None
        self._document.touch()
        if fit is None or allowed is None:
            return
        error = f"a largest error of at most {number(allowed)}"
        if fit.units > MOST_FIT_UNITS:
            self._document.notify(
                f"It takes {fit.units:,} ReLUs for {error}; at most {MOST_FIT_UNITS} are shown"
            )
            return
        # It is near enough, but others with as many units may be nearer: those are looked for.
        self._fits.setdefault(("max", fit.units), replace(fit, optimal=False))
        self._document.set_view(fit=FitSettings(fit.units, "max"))
        ways = "1 ReLU is" if fit.units == 1 else f"{fit.units} ReLUs are"
        self._document.notify(f"{ways} enough for {error}, and fewer are not")

    def _on_not_counted(self, error: ValueError) -> None:
        self._allowed = None
        self._document.notify(sentence(error))
        self._document.touch()

    def _keep(self, found: _Found) -> None:
        assert self._sought is not None
        norm = self._sought.norm
        self._progress = found.progress
        if found.is_final:
            self._final.add(norm)
        if found.errors is not None:
            self._errors[norm] = found.errors
            self._fits.update(
                {(norm, units): fit for units, fit in enumerate(found.errors.fits, 1)}
            )
        elif found.fit is not None:
            self._fits[norm, self._sought.units] = found.fit


def _search(data: Prepared, settings: FitSettings, work: Work) -> _Found | None:
    """Find the fit that is asked for, then those for every number of units."""
    fit: Fit | None = None
    rough: FitCurve | None = None

    def progress(share: float) -> None:
        work.report(_Found(fit, rough, share))

    up_to, norm = max(UP_TO, settings.units), settings.norm
    try:
        fit = best_fit(data, settings.units, norm, Watch(work.is_dropped))
        progress(0.0)
        if norm == "l2":  # the other has no way to be quick
            rough = _rough_fits(data, up_to, settings.units, fit, Watch(work.is_dropped))
            progress(0.0)
        errors = best_fits(data, up_to, norm, Watch(work.is_dropped, progress))
    except Stopped:
        return None
    return _Found(fit, errors, 1.0, is_final=True)


def _rough_fits(data: Prepared, up_to: int, known: int, fit: Fit, watch: Watch) -> FitCurve:
    """Fits for every number of units that are there at once, to be shown until the best are.

    `fit` is the best one with `known` units.
    """
    fits: list[Fit] = []
    for units in range(1, up_to + 1):
        watch.check()
        found = fit if units == known else warm_fit(data, _even_kinks(data, units))
        if fits and fits[-1].squared_error <= found.squared_error:
            found = fits[-1]
        fits.append(found)
    return FitCurve(tuple(fits))


def _even_kinks(data: Prepared, units: int) -> Array:
    return np.linspace(data.low, data.high, units + 1)[1:-1]


def _differ(first: BestFit, second: BestFit) -> bool:
    return (
        first.fit is not second.fit
        or first.errors is not second.errors
        or (first.settings, first.is_settled, first.progress, first.problem)
        != (second.settings, second.is_settled, second.progress, second.problem)
        or (first.points, first.allowed) != (second.points, second.allowed)
    )
