"""The panel that shows which parameters matter, and where."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from reluviz.core.network import ParameterId
from reluviz.core.words import number
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.influence.painting import Marks
from reluviz.views.influence.ranking import Ranking
from reluviz.views.influence.view import InfluenceView
from reluviz.views.shell import ToolPanel, column
from reluviz.views.theme import Theme

_MOST_IN_WORDS = 5


class InfluencePanel(ToolPanel):
    """One row for each parameter; the darker at x, the more the output moves there with it."""

    needs = (
        "The influence of every parameter is known where one hidden layer of ReLUs makes a curve; "
        "the loss slice shows what a change of one parameter does here."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "influence", "Influence", parent)
        self.ranking: Ranking | None = None
        self.view = InfluenceView(theme)
        self.setFocusProxy(self.view)
        column(self, (self.view,))
        self.view.row_hovered.connect(self._on_row_hovered)
        self.view.row_chosen.connect(self.document.select)
        self.view.menu_requested.connect(self.context_menu_requested)
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.view.apply_theme(theme)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        table, is_held = new.state.influence_map, new.gesture is not None
        before = self.ranking
        if before is None or old is None or old.load_number != new.load_number:
            self.ranking = Ranking.of(table)
        else:
            self.ranking = before.followed_by(table, is_held)
        marks = _marks(self.ranking, new)
        self.view.show_rows(self.ranking, marks)
        if self.ranking is not before and self.ranking.is_sorted:
            self.view.setAccessibleDescription(_in_words(self.ranking))

    # Private

    def _on_row_hovered(self, parameter: ParameterId | None) -> None:
        if not self.document.in_gesture:
            self.document.hover(parameter)


def _marks(ranking: Ranking, new: Snapshot) -> Marks:
    hovered, parameter = new.hovered, new.parameter
    return Marks(
        None if parameter is None else ranking.place(parameter),
        ranking.place(hovered) if isinstance(hovered, ParameterId) else None,
        new.hovered_unit if not isinstance(new.hovered, ParameterId) else None,
        new.probe,
    )


def _in_words(ranking: Ranking) -> str:
    """The rows at the top, for those who do not see them."""
    network, totals = ranking.table.network, ranking.table.totals
    rows = [
        f"{network.name(ranking.parameter(place))} {number(float(totals[ranking.order[place]]), 3)}"
        for place in range(min(_MOST_IN_WORDS, len(ranking)))
    ]
    return f"Influence on the output over the domain, the largest first: {', '.join(rows)}"
