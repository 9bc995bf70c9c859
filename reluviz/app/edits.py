"""What the Edit, View and Network menus do to the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction

from reluviz.app.context import Controller, is_accepted
from reluviz.core.formula_targets import on_domain
from reluviz.core.network import ParameterId
from reluviz.core.targets import Target
from reluviz.document import rewrites
from reluviz.document.holds import Change
from reluviz.document.items import Draw, Joint, Row, TargetPoint, Unit
from reluviz.document.layer_edits import EDITS, set_activation
from reluviz.document.snapshot import SHALLOW_LAYERS, Snapshot
from reluviz.document.state import State
from reluviz.document.target_grabs import why_no_handles
from reluviz.files.project import FILLS, LAYERS

MOST_EDITED = 1_000
"""Data of more points are not edited one by one."""


SHALLOW_ONLY = (
    *("add_joint", "edit_points", "export_steps"),
    *("drag_relu", "switch_drag"),
)
"""Actions that only one hidden layer of ReLUs has."""

FOR_EXACT_CURVES = ("target_from_curve", "drag_handle", "drag_point", "drag_target", "drag_draw")
"""Actions for a network that is shown by its exact curve."""

NO_SUCH_LAYER = "Only a network of one input, one hidden layer of ReLUs and one output has these"

FOR_CURVES = ("target_formula", "target_data", "paste_data")
"""Actions for networks of one input and one output."""

IN_LESSONS = ("lesson_next", "lesson_back", "lesson_hint", "lesson_over", "lesson_leave")
"""Actions while a lesson is open."""


class EditController(Controller):
    """Turns actions into calls of the document."""

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

    def drag(self, mode: str) -> None:
        """Choose what drags move; say so if the target has no points to be moved."""
        self._document.set_view(drag_mode=mode)
        refusal = why_no_handles(self._document.project.target)
        if mode == "target" and refusal:
            self._document.notify(refusal)

    def switch_drag_mode(self) -> None:
        """Go from the handles to points, ReLUs and back."""
        following = {"handle": "point", "point": "relu"}
        mode = following.get(self._document.project.view.drag_mode, "handle")
        self._document.set_view(drag_mode=mode)

    def show_layer(self, layer: str, shown: bool) -> None:
        """Show or hide one of the plot's layers."""
        others = tuple(name for name in self._document.project.view.hidden if name != layer)
        self._document.set_view(hidden=others if shown else (*others, layer))

    def fill(self, what: str) -> None:
        """Choose what the colours of the plane show."""
        self._document.set_view(fill=what)

    # Network

    def domain(self) -> None:
        """Ask for another domain."""
        from reluviz.app.dialogs.small_dialogs import DomainDialog

        dialog = DomainDialog(self._document.project.domain, self._window)
        if is_accepted(dialog):
            with self._document.trying():
                count = self._document.network.n_inputs
                if count == 1:
                    self._document.set_domain(dialog.domain())
                else:
                    self._document.set_box((dialog.domain(),) * count)

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
            project = dialog.project() if is_accepted(dialog) else None
            if project is not None:
                if kept is not None and target is not kept:
                    project = replace(project, target=on_domain(kept, project.domain))
                self._document.set_project(project, "edit points")

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

    # Network > Layer: that of what is selected, without a selection the first one

    def change_layer(self, name: str) -> None:
        """Do one of `EDITS`: add or remove a unit or a layer. A notice if it cannot be."""
        self._document.commit()
        with self._document.trying():
            EDITS[name](self._document, chosen_layer(self._document.snapshot))

    def use_activation(self, activation: str) -> None:
        """Give the layer another activation."""
        self._document.commit()
        with self._document.trying():
            set_activation(self._document, chosen_layer(self._document.snapshot), activation)

    # Network: same function, other weights; a notice says how far the curve has moved

    def scale_unit(self) -> None:
        """Ask for a factor and scale the selected unit by it."""
        from reluviz.app.dialogs.small_dialogs import ScaleDialog

        unit = self._selected_unit()
        if unit is not None:
            dialog = ScaleDialog(self._document.network, unit, self._window)
            if is_accepted(dialog):
                self.scale(unit, dialog.factor())

    def scale(self, unit: int, factor: float) -> None:
        """Scale a unit."""
        self._rewrite(lambda state: rewrites.scaled(state, unit, factor))

    def mirror_ray(self) -> None:
        """Turn the ray of the selected unit to the other side of its kink."""
        unit = self._selected_unit()
        if unit is not None:
            self._rewrite(lambda state: rewrites.mirrored(state, unit))

    def rewrite_right(self) -> None:
        """Rewrite the network as rays to the right."""
        self._rewrite(rewrites.turned_right)

    def simplify(self) -> None:
        """Merge equal kinks, and drop what the function does not need."""
        self._rewrite(rewrites.simplified)

    def flatten(self) -> None:
        """Write the same function with one hidden layer."""
        self._rewrite(rewrites.flattened)

    # For the window

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Say which actions these are; undo and redo are kept up to date from now on."""
        self._actions = actions
        self._document.undo_stack.changed.connect(self._show_steps)
        self._document.snapshot_changed.connect(self._show_steps)
        self._show_steps()

    @Slot()
    def _show_steps(self) -> None:
        """Name what can be undone and redone. A gesture under way counts as a step."""
        stack, gesture = self._document.undo_stack, self._document.snapshot.gesture
        undo, redo = self._actions["undo"], self._actions["redo"]
        undo.setText(f"&Undo {stack.undo_text if gesture is None else gesture}".rstrip())
        undo.setEnabled(stack.can_undo or gesture is not None)
        redo.setText(f"&Redo {stack.redo_text}".rstrip())
        redo.setEnabled(stack.can_redo)

    def show_state(self, new: Snapshot) -> None:
        """Check and enable the actions as the snapshot says; not for each move of a drag."""
        actions = self._actions
        actions[f"drag_{new.view.drag_mode}"].setChecked(True)
        for fill in FILLS:
            actions[f"fill_{fill}"].setChecked(new.view.fill == fill)
            actions[f"fill_{fill}"].setEnabled(new.plane_axes is not None)
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
        actions["simplify"].setEnabled(new.state.has_joints)
        actions["flatten"].setEnabled(new.state.has_joints and not is_shallow)
        for layer in SHALLOW_LAYERS:
            shows = actions[f"layer_{layer}"]
            shows.setEnabled(is_shallow)
            shows.setToolTip(shows.statusTip() if is_shallow else NO_SUCH_LAYER)
        for name in FOR_EXACT_CURVES:
            actions[name].setEnabled(new.state.has_joints)
        for name in IN_LESSONS:
            actions[name].setEnabled(new.lesson is not None)
        for name in FOR_CURVES:
            actions[name].setEnabled(new.network.n_inputs == new.network.n_outputs == 1)
        link = None if new.parameter is None or new.parameter.is_bias else new.parameter
        actions["break_link"].setEnabled(link is not None and new.network.value(link) != 0)
        actions["mend_link"].setEnabled(link is not None and link in new.broken)
        for name in ("scale_unit", "mirror_ray"):
            actions[name].setEnabled(is_shallow and new.unit is not None)
        origin, reload = self._document.project.origin, actions["reload"]
        reload.setEnabled(origin is not None)
        if origin is not None:
            reload.setStatusTip(f"Read again: {origin}")
        actions["keep_draw"].setEnabled(isinstance(new.selection, Draw))
        layers, chosen = new.network.layers, chosen_layer(new)
        if used := actions.get(f"activation_{layers[chosen].kind.kind}"):
            used.setChecked(True)

    # Private

    def _curve_as_target(self) -> Target:
        curve = self._document.state.curve
        target = self._document.project.target
        return Target(curve.x, curve.y, calendar=target.calendar if target else None)

    def _selected_unit(self) -> int | None:
        """The selected unit; without one a notice says how to select it."""
        self._document.commit()
        self._document.publish()
        unit = self._document.snapshot.unit
        if unit is None:
            self._document.notify("Select a ReLU first: in the diagram, the table or the plot")
        return unit

    def _rewrite(self, rewrite: Callable[[State], Change]) -> None:
        self._document.commit()
        with self._document.trying():
            found = rewrite(self._document.state)
            self._document.set_network(found.network, found.text)
            self._document.notify(found.report)


def chosen_layer(snapshot: Snapshot) -> int:
    """Return the layer of what is selected, or the first one."""
    item = snapshot.selection
    if isinstance(item, (Unit, ParameterId)):
        return max(0, item.layer)
    return 0
