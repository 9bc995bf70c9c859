"""Figures in LaTeX: they compile, and their numbers are the network's."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from reluviz import api as rv
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.targets import Target
from reluviz.export.tikz import diagram_tikz, plot_pgfplots
from reluviz.files.errors import UserError
from reluviz.files.project import Project

ARTICLE = rv.example("relu-by-hand")
NUMBER = r"-?[0-9.]+(?:e[-+]?\d+)?"


def pairs(text: str) -> list[list[tuple[float, float]]]:
    plots = text.split(r"\addplot")[1:]
    found = [re.findall(rf"\(({NUMBER}),({NUMBER})\)", plot) for plot in plots]
    return [[(float(a), float(b)) for a, b in plot] for plot in found]


def test_the_plot_has_the_joints_and_the_target_in_full() -> None:
    curve, target = pairs(plot_pgfplots(ARTICLE))
    assert curve == [(-1, -1), (-0.5, 1), (0, -1), (1, 0)] == target
    third = Network.from_rays([1 / 3], [0.1], [np.pi], 1e-9)
    (curve,) = pairs(plot_pgfplots(Project(third)))
    x, z = np.array(curve).T
    np.testing.assert_allclose(z, third(x), rtol=1e-15)


def test_what_is_not_all_there_is_said_in_a_comment() -> None:
    smooth = Network(
        [Layer([[1.0], [2.0]], [0.0, 1.0], "tanh"), Layer([[1.0, 1.0]], [0.0], "relu")]
    )
    assert "% Sampled at 401 places" in plot_pgfplots(Project(smooth))
    x = np.linspace(-1, 1, 50_000)
    text = plot_pgfplots(Project(ARTICLE.network, Target.from_data(x, x**2)))
    assert "% One of 25 points of the target is shown." in text
    assert [len(plot) for plot in pairs(text)] == [4, 2_000]
    with pytest.raises(UserError, match="one input and one output"):
        plot_pgfplots(rv.example("xor"))
    wide = Network.from_rays(np.ones(3_000), np.linspace(-0.9, 0.9, 3_000), np.ones(3_000), 0)
    with pytest.raises(UserError, match="up to 2,000 joints"):
        plot_pgfplots(Project(wide))


def test_the_diagram_has_every_link_and_unit() -> None:
    text = diagram_tikz(ARTICLE)
    assert text.count(r"\draw[") == 6
    assert len(re.findall(r"\\node\[unit", text)) == 5
    assert "(n1-2) -- node[number, pos=0.5] {$-8$} (n2-1)" in text
    assert "below:$0.5$" in text
    large = diagram_tikz(Project(rv.initial_network(300, (-1, 1), "he", 0)))
    assert "290 more" in large
    assert len(large) < 10_000


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs LaTeX")
def test_figures_compile(tmp_path: Path) -> None:
    names = ["relu-by-hand", "xor-solved", "activations", "three-layers", "thermocouple"]
    figures = [diagram_tikz(rv.example(name)) for name in names]
    figures += [plot_pgfplots(rv.example(name)) for name in ("relu-by-hand", "hat", "chirp")]
    far = Network.from_rays([1e-9, 1.0], [-2.0, -2e9], [1e12, 1.0], 1e-7)
    figures.append(plot_pgfplots(Project(far, domain=(1.9e9, 2.1e9))))
    figures.append(diagram_tikz(Project(far)))
    head = r"\documentclass{article}\usepackage{pgfplots}\pgfplotsset{compat=1.16}\begin{document}"
    body = "\n\\clearpage\n".join(figures)
    (tmp_path / "a.tex").write_text(f"{head}\n{body}\n\\end{{document}}\n", encoding="utf-8")
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout[-2_000:]
    assert f"({len(figures)} pages" in done.stdout
    assert "Overfull" not in done.stdout
