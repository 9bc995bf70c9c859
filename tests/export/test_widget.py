"""The widget of notebooks: what the browser shows and what Python has are one network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reluviz as rv
from reluviz.core.network import Network
from reluviz.export.page import layer_entries
from reluviz.files.errors import UserError
from reluviz.paths import resource

ARTICLE = rv.example("relu-by-hand")


@pytest.fixture
def widget():
    pytest.importorskip("anywidget")
    return rv.widget(ARTICLE)


def sent(widget: object, layers: list) -> None:
    """What the browser sends when somebody moves something."""
    widget.set_state({"layers": json.loads(json.dumps(layers))})


def test_what_the_browser_sends_is_the_network(widget) -> None:
    seen = []
    widget.observe(lambda change: seen.append(change["new"]), "network")
    moved = Network.from_rays([1, 1, 1], [1, 0.5, 0], [0.1 + 0.2, -8, 5], -1 / 3)
    sent(widget, layer_entries(moved))
    assert widget.network == moved  # to the last bit
    assert seen == [moved]
    sent(widget, layer_entries(moved))
    assert len(seen) == 1


def test_a_network_that_is_put_there_is_sent(widget) -> None:
    page = widget.page
    other = Network.from_rays([1, 1, 1], [1, 0.5, 0], [1, 2, 3], 4)
    widget.network = other
    assert widget.layers == layer_entries(other)
    assert widget.page == page  # no new page for other numbers
    wider = rv.initial_network(4, (-1, 1), "he", 0)
    widget.network = wider
    assert widget.layers == layer_entries(wider)
    assert widget.page != page


def test_what_cannot_be_is_refused_on_both_sides(widget) -> None:
    before = widget.network
    layers = layer_entries(before)
    for value in ([None], [1, 2], "x"):
        layers[1] = {**layers[1], "bias": value}
        sent(widget, layers)
        assert widget.network == before
        assert widget.layers == layer_entries(before)
    with pytest.raises(UserError, match="one or two inputs"):
        widget.network = rv.example("three-layers").network
    assert widget.network == before
    with pytest.raises(UserError, match="one or two inputs"):
        rv.widget(rv.example("three-layers"))


def test_without_the_package_the_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from reluviz.export import widget as module

    module._kind.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(UserError, match=r'pip install "reluviz\[notebook\]"'):
        rv.widget(ARTICLE)


DRIVER = """
const listeners = {}, state = { page: PAGE, layers: LAYERS };
const model = { get: (name) => state[name], save_changes: () => { saved += 1; }, off: () => {},
  set: (name, value) => { state[name] = value; (listeners['change:' + name] || (() => {}))(); },
  on: (name, listener) => { listeners[name] = listener; } };
let saved = 0;
render({ model, el: document.body });
const frame = document.querySelector('iframe');
frame.addEventListener('load', () => {
  const inside = frame.contentDocument, field = (name) => inside.getElementById('field-' + name);
  const found = [];
  field('w1').value = '3.25';
  field('w1').dispatchEvent(new Event('input', { bubbles: true }));
  found.push(state.layers[1].weights[0][0], saved);
  const layers = JSON.parse(JSON.stringify(state.layers));
  layers[1].bias[0] = 0.125;
  model.set('layers', layers);
  found.push(Number(field('b0').value), saved);
  const joints = inside.querySelectorAll('[data-joint]').length;
  document.title = JSON.stringify([...found, joints]);
});
"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
def test_the_page_and_the_model_follow_one_another(widget, tmp_path: Path) -> None:
    script = resource("page", "widget.js").read_text().replace("export default", "void")
    driver = DRIVER.replace("PAGE", json.dumps(widget.page).replace("<", "\\u003c"))
    driver = driver.replace("LAYERS", json.dumps(widget.layers))
    path = tmp_path / "page.html"
    path.write_text(f"<title>none</title><body><script>{script}{driver}</script></body>")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-quic"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=4000", "--dump-dom"]
    done = subprocess.run(
        ["chromium", *flags, path.as_uri()], capture_output=True, text=True, timeout=100, check=True
    )
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title is not None
    assert json.loads(title[1]) == [3.25, 1, 0.125, 1, 4]
