"""What the Edit, View and Network menus do to the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from reluviz.core.formula_targets import on_domain
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import Draw, Joint, Row, TargetPoint, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.document.target_grabs import why_no_handles
from reluviz.files.project import LAYERS
from reluviz.views.theme import Theme

MOST_EDITED = 1_000
"""Data of more points are not edited one by one."""


SHALLOW_ONLY = (
    *("add_joint", "simplify", "target_from_curve", "edit_points", "export_steps"),
    *("drag_point", "drag_relu", "drag_target", "drag_draw", "switch_drag"),
)
"""Actions that mean nothing for layered networks."""

FOR_CURVES = ("target_formula", "target_data", "paste_data")
"""Actions for networks of one input and one output."""

IN_LESSONS = ("lesson_next", "lesson_back", "lesson_hint", "lesson_over", "lesson_leave")
"""Actions while a lesson is open."""


class EditController(QObject):
    """Turns actions into calls of the document.

    Parameters
    ----------
    document : Document
        What is changed.
    theme : callable
        Returns the colours for dialogs that paint.
    window : QWidget
        The window that dialogs belong to, and the owner.
    """

    def __init__(self, document: Document, theme: Callable[[], Theme], window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._theme = theme
        self._window = window

    # Edit

    def cancel(self) -> None:
        """Give up the gesture under way; else select nothing; else end the step-by-step view."""
        if self._document.in_gesture or self._document.in_run:
            self._document.cancel()
        elif self._document.snapshot.selection is not None:
            self._document.select(None)
        else:
            self._document.set_view(build=None)

    def add_joint(self) -> None:
        """Add a joint at the probe."""
        with self._document.trying():
            self._document.add_joint(self._document.snapshot.probe)

    def remove(self) -> None:
        """Remove what is selected."""
        with self._document.trying():
            self._document.remove_selected()

    # View

    def drag_points(self) -> None:
        """Have drags move points."""
        self._document.set_view(drag_mode="point")

    def drag_relus(self) -> None:
        """Have drags change single parameters."""
        self._document.set_view(drag_mode="relu")

    def drag_target(self) -> None:
        """Have drags move points of the target; say so if there are none to be moved."""
        self._document.set_view(drag_mode="target")
        refusal = why_no_handles(self._document.project.target)
        if refusal:
            self._document.notify(refusal)

    def draw_target(self) -> None:
        """Have drags draw the target."""
        self._document.set_view(drag_mode="draw")

    def switch_drag_mode(self) -> None:
        """Switch between points and ReLUs."""
        is_point = self._document.project.view.drag_mode == "point"
        self._document.set_view(drag_mode="relu" if is_point else "point")

    def show_layer(self, layer: str, shown: bool) -> None:
        """Show or hide one of the plot's layers."""
        others = tuple(name for name in self._document.project.view.hidden if name != layer)
        self._document.set_view(hidden=others if shown else (*others, layer))

    # Network

    def domain(self) -> None:
        """Ask for another domain."""
        from reluviz.app.dialogs.domain_dialog import DomainDialog

        dialog = DomainDialog(self._document.project.domain, self._window)
        if dialog.exec():
            with self._document.trying():
                count = self._document.network.n_inputs
                if count == 1:
                    self._document.set_domain(dialog.domain())
                else:
                    self._document.set_box((dialog.domain(),) * count)
        dialog.deleteLater()

    def points(self) -> None:
        """Edit the points in a table: the target's, or without one the joints.

        Of data only a few are points to edit; many stay what they are, and the joints are edited.
        """
        from reluviz.app.dialogs.points_dialog import PointsDialog

        with self._document.trying():
            kept = self._document.project.target
            target = kept
            if kept is None or not (kept.is_line or len(kept.x) <= MOST_EDITED):
                target = self._curve_as_target()
            dialog = PointsDialog(target, self._theme(), self._window)
            if dialog.exec():
                project = dialog.project()
                if project is not None:
                    if kept is not None and target is not kept:
                        project = replace(project, target=on_domain(kept, project.domain))
                    self._document.set_project(project, "edit points")
            dialog.deleteLater()

    def target_from_curve(self) -> None:
        """Make the curve as it is now the target."""
        with self._document.trying():
            self._document.set_target(self._curve_as_target(), "use the curve as target")

    def clear_target(self) -> None:
        """Take the target away."""
        self._document.set_target(None, "clear the target")

    def break_link(self) -> None:
        """Cut the selected weight to zero."""
        parameter = self._document.snapshot.parameter
        if parameter is not None:
            self._document.break_link(parameter)

    def mend_link(self) -> None:
        """Give the selected weight back what it had."""
        parameter = self._document.snapshot.parameter
        if parameter is not None:
            self._document.mend_link(parameter)

    def keep_draw(self) -> None:
        """Make the selected draw of the cloud the network."""
        from reluviz.views.perturb import keep_draw

        keep_draw(self._document)

    # For the window

    def show_state(self, actions: dict[str, QAction], new: Snapshot) -> None:
        """Check and enable the actions as the snapshot says; not for each move of a drag."""
        actions[f"drag_{new.view.drag_mode}"].setChecked(True)
        for layer in LAYERS:
            actions[f"layer_{layer}"].setChecked(new.shows(layer))
        is_point = isinstance(new.selection, (Joint, TargetPoint, Unit, Row))
        actions["remove"].setEnabled(is_point or new.unit is not None)
        target = new.target
        actions["clear_target"].setEnabled(target is not None)
        actions["join_points"].setEnabled(target is not None and not target.is_line)
        actions["split_points"].setEnabled(target is not None and target.is_line)
        is_shallow = new.state.is_shallow
        actions["rewrite_right"].setEnabled(is_shallow and new.state.point_units is None)
        for name in SHALLOW_ONLY:
            actions[name].setEnabled(is_shallow)
        for name in IN_LESSONS:
            actions[name].setEnabled(new.lesson is not None)
        for name in FOR_CURVES:
            actions[name].setEnabled(new.network.n_inputs == new.network.n_outputs == 1)
        link = None if new.parameter is None or new.parameter.is_bias else new.parameter
        actions["break_link"].setEnabled(link is not None and new.network.value(link) != 0)
        actions["mend_link"].setEnabled(link is not None and link in new.broken)
        for name in ("scale_unit", "mirror_ray"):
            actions[name].setEnabled(is_shallow and new.unit is not None)
        actions["keep_draw"].setEnabled(isinstance(new.selection, Draw))

    # Private

    def _curve_as_target(self) -> Target:
        curve = self._document.state.curve
        target = self._document.project.target
        return Target(curve.x, curve.y, calendar=target.calendar if target else None)
