"""Pictures of the window in many states, to be looked at one by one.

``python tests/tour.py FOLDER`` writes all of them; ``python tests/tour.py --readme`` those of the
README, to ``resources/pictures``; ``--help-pictures`` those of the help, to ``resources/help``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

HOME = tempfile.mkdtemp()
os.environ |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": HOME, "XDG_DATA_HOME": HOME}
# Otherwise no window would be larger than the screen that there is not.
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from scenes import (  # noqa: E402
    LESSONS,
    NETWORKS,
    PANELS,
    PLACES,
    SIZES,
    Scene,
    example,
    place,
)

from reluviz.app.application import ARGUMENTS, Application  # noqa: E402
from reluviz.app.lower_panels import LOWER_PANELS  # noqa: E402
from reluviz.app.main_window import MainWindow  # noqa: E402
from reluviz.core.initial import initial_network  # noqa: E402
from reluviz.core.network import ParameterId  # noqa: E402
from reluviz.core.train_settings import TrainSettings  # noqa: E402
from reluviz.core.training import train  # noqa: E402
from reluviz.document.items import Joint  # noqa: E402
from reluviz.files.datasets import load_data_set  # noqa: E402
from reluviz.files.project import FitSettings, Project  # noqa: E402
from reluviz.views.panel import Panel  # noqa: E402
from reluviz.views.theme import load_theme  # noqa: E402

PICTURES = Path(__file__).parents[1] / "resources" / "pictures"
VARIANTS = ((100, 1), (150, 1), (100, 2))
"""Sizes of letters in percent, and how many pixels of the screen one of the window's is."""


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


SCENES: dict[str, Scene] = PLACES | NETWORKS | PANELS | LESSONS

_HELP_WIDTH = 560  # pixels


def training(window: MainWindow) -> None:
    """A run that has come some way."""
    window.files.open_example("sampled-sine")
    window.document.publish()
    window.lower_panels.open("train")
    window.document.trainer.set_speed(None)
    window.document.trainer.play(TrainSettings(steps=600, rate=0.02, init="he", units=8))
    while window.document.trainer.is_busy:
        QTest.qWait(50)


_HELP_MARK = 0
HELP: dict[str, Scene] = {
    "plot": lambda window: window.document.select(Joint(1)),
    "plane": example("xor"),
    "slice": example("neuron"),
    "lesson": LESSONS[next(iter(LESSONS))],
    "truth_table": example("xor"),
    "unit_plane": example("sawtooth"),
    "influence": example("hat"),
    "compare": trained,
    "train": training,
    "fit": trained,
    "loss": lambda window: window.document.select(ParameterId(1, 0, 1)),
    "inspector": lambda window: window.document.select(ParameterId(1, 0, 1)),
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


def write(folder: Path, percent: int, name: str) -> None:
    """Write the pictures of one variant."""
    application = Application(ARGUMENTS)
    assert application is not None
    font = application.font()
    font.setPointSizeF(font.pointSizeF() * percent / 100)
    application.setFont(font)
    folder.mkdir(parents=True, exist_ok=True)
    for scene_name, scene in SCENES.items():
        for size in SIZES:
            for theme in ("light", "dark"):
                file = folder / f"{scene_name}-{size[0]}-{theme}{name}.png"
                picture(scene, size, theme, file)


def write_help() -> None:
    """Write the picture of each panel for the help, small."""
    folder = PICTURES.parent / "help"
    names = [panel.name for panel in LOWER_PANELS]
    for name in ("diagram", "plot", "inspector", "lesson", "plane", "slice", *names):
        window = MainWindow(theme=load_theme("light"))
        window.resize(1280, 800)
        window.show()
        HELP.get(name, lambda _: None)(window)
        if name in names:
            window.lower_panels.open(name)
        window.document.publish()
        for _ in range(20):  # in parts: while it waits, no thread of Python goes on
            QTest.qWait(30)
        panel = next(one for one in window.findChildren(Panel) if one.objectName() == name)
        image = panel.grab().toImage()
        if image.width() > _HELP_WIDTH:
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaledToWidth(_HELP_WIDTH, smooth)
        image.convertToFormat(QImage.Format.Format_RGB32).save(str(folder / f"{name}.png"))
        window.document.cancel()
        window.document.mark_saved(None)
        window.close()


def main(folder: str) -> None:
    """Write the pictures: each variant by a process of its own, as Qt reads its scale once."""
    if folder == "--readme":
        application = Application(ARGUMENTS)
        assert application is not None
        for name, scene in README.items():
            picture(scene, (1440, 900), "light", PICTURES / f"{name}.png")
        return
    if folder == "--help-pictures":
        application = Application(ARGUMENTS)
        assert application is not None
        write_help()
        return
    for percent, scale in VARIANTS:
        command = [sys.executable, __file__, folder, str(percent), f"-{percent}-x{scale}"]
        subprocess.run(command, check=True, env=os.environ | {"QT_SCALE_FACTOR": str(scale)})


if __name__ == "__main__":
    if len(sys.argv) == 4:
        write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    else:
        main(sys.argv[1])
