"""Pictures of the window in many states, to be looked at one by one.

``python tests/tour.py FOLDER`` writes all of them; ``python tests/tour.py --readme`` those of the
README, to ``resources/pictures``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

HOME = tempfile.mkdtemp()
os.environ |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": HOME, "XDG_DATA_HOME": HOME}
# Otherwise no window would be larger than the screen that there is not.
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtTest import QTest  # noqa: E402

from reluviz.app.application import ARGUMENTS, Application  # noqa: E402
from reluviz.app.main_window import MainWindow  # noqa: E402
from reluviz.core.initial import initial_network  # noqa: E402
from reluviz.core.training import train  # noqa: E402
from reluviz.files.datasets import load_data_set  # noqa: E402
from reluviz.files.project import FitSettings, Project  # noqa: E402
from reluviz.lessons.reading import list_lessons  # noqa: E402
from reluviz.views.theme import load_theme  # noqa: E402

SIZES = ((1024, 640), (1440, 900), (1920, 1080))
PICTURES = Path(__file__).parents[1] / "resources" / "pictures"

Scene = Callable[[MainWindow], None]


def place(name: str) -> Scene:
    def show(window: MainWindow) -> None:
        action = window.actions_by_id[f"group_{name}"]
        if not action.isChecked():
            action.trigger()

    return show


def example(name: str, then: str | None = None) -> Scene:
    def show(window: MainWindow) -> None:
        window.files.open_example(name)
        if then is not None:
            window.lower_panels.open(then)

    return show


def units(count: int) -> Scene:
    def show(window: MainWindow) -> None:
        network = initial_network(count, (-1.0, 1.0), "he", 3)
        window.document.load(Project(network), None, f"{count} units")

    return show


def lesson(index: int) -> Scene:
    return lambda window: window.lessons.start(list_lessons()[index])


def trained(window: MainWindow) -> None:
    """A trained network beside the best fit, on measured data."""
    target, found = load_data_set("motorcycle")
    domain = float(target.x[0]), float(target.x[-1])
    start = initial_network(6, domain, "he", 5)
    *_, last = train(start, target.x, target.y, method="adam", rate=0.02, steps=4_000)
    project = Project(last.network, target, domain)
    view = replace(project.view, probe=30.0, fit=FitSettings(units=6))
    window.document.load(replace(project, view=view), None, found.title)
    window.lower_panels.open("compare")
    for _ in range(20):  # the best fit is looked for meanwhile
        window.document.publish()
        QTest.qWait(200)


SCENES: dict[str, Scene] = {
    "explore": place("explore"),
    "build": place("build"),
    "train": place("train"),
    "units-1": units(1),
    "units-30": units(30),
    "units-1000": units(1000),
    "xor": example("xor", "truth_table"),
    "deep": example("sawtooth"),
    **{f"lesson-{one.name}": lesson(k) for k, one in enumerate(list_lessons())},
}

README: dict[str, Scene] = {
    "window": place("explore"),
    "fit": trained,
    "xor": example("xor", "truth_table"),
    "deep": example("sawtooth", "activations"),
}


def picture(scene: Scene, size: tuple[int, int], theme: str, path: Path) -> None:
    window = MainWindow(theme=load_theme(theme))
    window.resize(*size)
    window.show()
    QTest.qWait(30)
    scene(window)
    window.document.publish()
    QTest.qWait(400)
    window.grab().save(str(path))
    window.document.cancel()
    window.document.mark_saved(None)
    window.close()
    window.deleteLater()
    QTest.qWait(1)


def main(folder: str) -> None:
    """Write the pictures."""
    application = Application(ARGUMENTS)
    assert application is not None
    if folder == "--readme":
        for name, scene in README.items():
            picture(scene, (1440, 900), "light", PICTURES / f"{name}.png")
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        for size in SIZES:
            for theme in ("light", "dark"):
                file = Path(folder) / f"{name}-{size[0]}-{theme}.png"
                picture(scene, size, theme, file)


if __name__ == "__main__":
    main(sys.argv[1])
