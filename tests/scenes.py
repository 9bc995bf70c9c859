"""States of the window that are looked at: by eye in `tour.py`, by a test in `test_walk.py`."""

from __future__ import annotations

from collections.abc import Callable

from reluviz.app.lower_panels import GROUPS, LOWER_PANELS
from reluviz.app.main_window import MainWindow
from reluviz.core.initial import initial_network
from reluviz.files.project import Project
from reluviz.lessons.reading import list_lessons

SIZES = ((1024, 640), (1440, 900), (1920, 1080))

Scene = Callable[[MainWindow], None]


def place(name: str) -> Scene:
    """One of the three places."""

    def show(window: MainWindow) -> None:
        action = window.actions_by_id[f"group_{name}"]
        if not action.isChecked():
            action.trigger()

    return show


def panel(name: str) -> Scene:
    """A panel under the plot, on the first example."""

    def show(window: MainWindow) -> None:
        window.files.open_example("hat")
        window.document.publish()
        window.lower_panels.open(name)

    return show


def example(name: str, then: str | None = None) -> Scene:
    """An example, with a panel under it."""

    def show(window: MainWindow) -> None:
        window.files.open_example(name)
        if then is not None:
            window.lower_panels.open(then)

    return show


def units(count: int) -> Scene:
    """A random network of so many units."""

    def show(window: MainWindow) -> None:
        network = initial_network(count, (-1.0, 1.0), "he", 3)
        window.document.load(Project(network), None, f"{count} units")

    return show


def lesson(index: int) -> Scene:
    """The first step of a lesson."""
    return lambda window: window.lessons.start(list_lessons()[index])


def last_step(window: MainWindow) -> None:
    """The last step of a lesson, which offers the next one."""
    first = list_lessons()[0]
    window.lessons.start(first)
    window.document.lesson.go_to(len(first.steps) - 1)


PLACES: dict[str, Scene] = {name: place(name) for name in GROUPS}
NETWORKS: dict[str, Scene] = {
    "units-1": units(1),
    "units-30": units(30),
    "units-1000": units(1000),
    "xor": example("xor", "truth_table"),
    "deep": example("sawtooth", "train"),
}
PANELS: dict[str, Scene] = {f"panel-{one.name}": panel(one.name) for one in LOWER_PANELS}
LESSONS: dict[str, Scene] = {
    f"lesson-{one.name}": lesson(k) for k, one in enumerate(list_lessons())
} | {"lesson-last-step": last_step}
