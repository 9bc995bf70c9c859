"""A change of the curve as a scene for Manim, the library for animations: source to be rendered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reluviz.core.depth import joints
from reluviz.core.layer import Array
from reluviz.core.network import Network
from reluviz.core.perturb import with_values
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.files.errors import UserError
from reluviz.files.project import Project

MOST_CURVES = 200
"""An animation has at most so many; of more, every second one is left out, and so on."""

_DRAWS = 12  # of a perturbation that are shown, one after the other
_MOST_X, _EVEN_X, _MOST_DOTS = 600, 401, 200

_SCENE = '''"""How a curve changes, by ReluViz. Render it: manim -qm {name} Change"""

from manim import BLUE, GREY, ORANGE, Axes, Create, Dot, Scene, Transform, VGroup, VMobject

# {about}
X = {x}
CURVES = [
    {curves},
]
TARGET = {target}
SECONDS = {seconds!r}  # from one curve to the next


class Change(Scene):
    def construct(self):
        axes = Axes(
            x_range={x_range},
            y_range={y_range},
            x_length=11,
            y_length=6,
            axis_config={{"color": GREY, "include_tip": False}},
        )

        def line(values):
            corners = [axes.c2p(x, z) for x, z in zip(X, values)]
            return VMobject(color=BLUE, stroke_width=5).set_points_as_corners(corners)

        dots = VGroup(*[Dot(axes.c2p(x, y), radius=0.06, color=ORANGE) for x, y in TARGET])
        curve = line(CURVES[0])
        self.play(Create(axes), Create(dots))
        self.play(Create(curve))
        for values in CURVES[1:]:
            self.play(Transform(curve, line(values)), run_time=SECONDS)
        self.wait()
'''


def perturbation_scene(project: Project) -> str:
    """Return a scene of a project: its curve, and the draws of its perturbation one by one.

    Without a perturbation the networks kept to compare follow one another, if there are any.
    """
    network, settings = project.network, project.view.perturbation
    networks = [network]
    if settings is not None:
        places = settings.places(network)
        drawn = settings.values(network, _DRAWS)
        networks += [with_values(network, places, values) for values in drawn]
    else:
        networks += [run.network for run in project.runs]
    return manim_scene([*networks, network], project.domain, project.target)


def manim_scene(
    networks: Sequence[Network],
    domain: Domain = (-1.0, 1.0),
    target: Target | None = None,
    seconds: float = 0.4,
) -> str:
    """Return the source of a scene in which the curve of one network becomes that of the next.

    ``rv.manim_scene([step.network for step in steps], (-1, 1), target)`` is a training.

    Parameters
    ----------
    networks : sequence of Network
        Of one input and one output; of more than `MOST_CURVES` some are left out, never the last.
    domain : tuple of float
        The interval of x.
    target : Target, optional
        Points to be shown beside the curve.
    seconds : float
        From one curve to the next, above 0.

    Raises
    ------
    ValueError
        If there are no networks, one of them has other inputs or outputs, or the time is not
        above 0.
    """
    if not networks or any(one.n_inputs != 1 or one.n_outputs != 1 for one in networks):
        raise UserError("a scene is made of networks of one input and one output, one or more")
    if not 0 < seconds <= 3_600:
        raise UserError("the time from one curve to the next is above 0, and at most an hour")
    every = -(-len(networks) // MOST_CURVES)
    shown = [*networks[:-1:every], networks[-1]] if len(networks) > 1 else list(networks)
    x, about = _places(shown, domain)
    curves = [one(x) for one in shown]
    dots = [] if target is None else _dots(target)
    heights = np.concatenate([*curves, [y for _, y in dots] or curves[0][:1]])
    return _SCENE.format(
        name="scene.py",
        about=about,
        x=_listed(x),
        curves=",\n    ".join(map(_listed, curves)),
        target=repr(dots),
        seconds=float(seconds),
        x_range=_range(*domain),
        y_range=_range(float(heights.min()), float(heights.max())),
    )


def _places(networks: list[Network], domain: Domain) -> tuple[Array, str]:
    """The same x for all curves, so that nothing moves sideways that only bends."""
    try:
        found = np.unique(np.concatenate([joints(one, domain).x for one in networks]))
    except ValueError:
        found = np.empty(0)  # curved, or too many joints
    if 2 <= len(found) <= _MOST_X:
        return found, "All places where one of the curves bends."
    even = np.linspace(*domain, _EVEN_X)
    return even, f"The curves at {_EVEN_X} places, so joints between them are cut off."


def _dots(target: Target) -> list[tuple[float, float]]:
    every = -(-len(target.x) // _MOST_DOTS)
    return list(zip(target.x[::every].tolist(), target.y[::every].tolist(), strict=True))


def _range(low: float, high: float) -> list[float]:
    """Ends and distance of the ticks of an axis; one without extent is given some."""
    if not low < high:
        low, high = low - 1.0, low + 1.0
    step = 10.0 ** np.floor(np.log10((high - low) / 2))
    return [float(low), float(high), float(step)]


def _listed(values: Array) -> str:
    return "[" + ", ".join(f"{value:.9g}" for value in values.tolist()) + "]"
