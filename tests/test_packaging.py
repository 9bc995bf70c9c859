"""What is shipped: metadata, desktop files, resources, the README's commands, and known traps."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reluviz.paths import resource

ROOT = Path(__file__).resolve().parent.parent
MIME_TYPE = "application/x-reluviz+json"


@pytest.fixture(scope="module")
def metadata() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def shared_data(metadata: dict) -> dict[str, str]:
    return metadata["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]


def launcher() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(resource("desktop", "reluviz.desktop"), encoding="utf-8")
    return parser["Desktop Entry"]


# README


@pytest.mark.parametrize("which", ["start", "test"])
def test_readme_command_is_one_line_of_commands_that_exist(
    which: str, readme: str, metadata: dict
) -> None:
    found = re.findall(rf"<!-- {which} command -->\s*```\w*\n(.+?)\n```", readme, re.DOTALL)
    assert len(found) == 1
    steps = [shlex.split(step) for step in found[0].split("&&")]
    assert steps[0] == ["python3", "-m", "venv", ".venv"]
    assert steps[1][:2] == [".venv/bin/pip", "install"]
    assert steps[2] == [".venv/bin/reluviz", "doctor", "--install"]
    assert Path(steps[2][0]).name in metadata["project"]["scripts"]
    extras = re.findall(r"\[(\w+)\]", steps[1][-1])
    assert set(extras) <= set(metadata["project"]["optional-dependencies"])
    pytest_ = [".venv/bin/python", "-m", "pytest", "-n", "auto"]
    last = {"start": [".venv/bin/reluviz"], "test": pytest_}
    assert steps[3] == last[which]


def test_readme_starts_with_the_two_commands(readme: str) -> None:
    before = readme[: readme.index("<!-- test command -->")]
    assert before.count("```") == 2
    assert readme.index("<!-- start command -->") < readme.index("<!-- test command -->") < 2000


def test_readme_links_and_pictures_exist(readme: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_readme_python_example_is_true(readme: str, tmp_path: Path) -> None:
    code = next(c for c in re.findall(r"```python\n(.+?)```", readme, re.DOTALL))
    lines = [line for line in code.splitlines() if not line.startswith("rv.show")]
    program = "\n".join(lines) + (
        "\nassert list(net([-0.75, 0.25])) == [0.0, -0.75]"
        "\nassert net.layers[1].weights.tolist() == [[4.0, -8.0, 5.0]]"
        "\nassert curve.x.tolist() == [-1, -0.5, 0, 1] and curve.y.tolist() == [-1, 1, -1, 0]"
        "\nassert move.intervals == ((-0.5, 1.0),) and move.at == 1.0"
        "\nassert abs(move.largest - 1.2) < 1e-12"
    )
    done = run(program, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "curve.reluviz").exists()


def test_ci_finds_the_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test command -->" in script
    assert "set -euo pipefail" in script
    bash = shutil.which("bash")
    if bash is not None:
        assert subprocess.run([bash, "-n", ROOT / ".ci" / "run"], check=False).returncode == 0


# Package


def test_version_is_told_once_everywhere(metadata: dict) -> None:
    import reluviz

    version = metadata["project"]["version"]
    assert reluviz.__version__ == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    info = ElementTree.parse(resource("desktop", "org.reluviz.ReluViz.metainfo.xml"))
    releases = [release.get("version") for release in info.iter("release")]
    assert releases[0] == version


def test_pyside_is_bounded_where_it_aborts(metadata: dict) -> None:
    wanted = [d for d in metadata["project"]["dependencies"] if d.startswith("PySide6")]
    assert "PySide6-Essentials>=6.10,<6.12; python_version < '3.12'" in wanted
    assert not any("Addons" in d or d.split(">")[0] == "PySide6" for d in wanted)


def test_scripts_point_at_functions(metadata: dict) -> None:
    import importlib

    project = metadata["project"]
    for target in [*project["scripts"].values(), *project["gui-scripts"].values()]:
        module, function = target.split(":")
        assert callable(getattr(importlib.import_module(module), function))


def test_shipped_files_exist_and_are_found(metadata: dict) -> None:
    for source, target in shared_data(metadata).items():
        assert (ROOT / source).is_file(), source
        assert target.startswith("share/")
        assert resource(*Path(source).parts[1:]).is_file()
    assert metadata["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {
        "resources": "reluviz/resources"
    }


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"resources/themes/none\.json"):
        resource("themes", "none.json")


# Desktop


def test_launcher_starts_the_gui_script(metadata: dict) -> None:
    entry = launcher()
    assert entry["Exec"].split()[0] in metadata["project"]["gui-scripts"]
    assert entry["TryExec"] == entry["Exec"].split()[0]
    assert entry["Exec"].split()[1] == "%f"
    assert (
        f"share/icons/hicolor/scalable/apps/{entry['Icon']}.svg" in shared_data(metadata).values()
    )
    assert entry["MimeType"] == f"{MIME_TYPE};"


def test_file_type_is_the_same_everywhere(metadata: dict) -> None:
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = ElementTree.parse(resource("desktop", "reluviz-mime.xml")).find("m:mime-type", space)
    assert kind is not None
    assert kind.get("type") == MIME_TYPE
    assert kind.find("m:glob", space).get("pattern") == "*.reluviz"
    icon = kind.find("m:icon", space).get("name")
    assert f"share/icons/hicolor/scalable/mimetypes/{icon}.svg" in shared_data(metadata).values()
    info = ElementTree.parse(resource("desktop", "org.reluviz.ReluViz.metainfo.xml"))
    assert info.findtext("provides/mediatype") == MIME_TYPE
    assert f"share/applications/{info.findtext('launchable')}" in shared_data(metadata).values()
    scripts = {*metadata["project"]["scripts"], *metadata["project"]["gui-scripts"]}
    assert {binary.text for binary in info.iter("binary")} == scripts


@pytest.mark.parametrize("name", ["reluviz.svg", "application-x-reluviz+json.svg"])
@pytest.mark.parametrize("size", [16, 32, 256])
def test_icon_stands_out_on_light_and_dark_ground(name: str, size: int, qapp) -> None:
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    def painted(ground: str) -> QImage:
        image = QImage(size, size, QImage.Format.Format_RGB32)
        image.fill(QColor(ground))
        painter = QPainter(image)
        QSvgRenderer(str(resource("desktop", name))).render(painter)
        painter.end()
        return image

    for ground in ("#ffffff", "#14171a"):
        image = painted(ground)
        colours = {image.pixel(x, y) for x in range(size) for y in range(size)}
        assert len(colours) > 8
        lightness = [QColor(colour).lightness() for colour in colours]
        assert max(lightness) - min(lightness) > 120


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no validator here")
def test_launcher_is_valid() -> None:
    command = ["desktop-file-validate", resource("desktop", "reluviz.desktop")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# Traps of the platform


def test_qt_keeps_its_references_to_none() -> None:
    """PySide6 6.12 on Python 3.11 loses one in each void call until the interpreter aborts."""
    program = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
widget = QWidget()
for i in range(10_000):
    widget.setToolTip("a")
    widget.setEnabled(bool(i % 2))
    widget.isEnabled()
print("alive")
"""
    done = run(program)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


def test_network_sockets_fail_the_suite() -> None:
    import socket

    with pytest.raises(AssertionError, match="network socket"):
        socket.create_connection(("127.0.0.1", 9))


def run(program: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `program` in a Python of its own."""
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
