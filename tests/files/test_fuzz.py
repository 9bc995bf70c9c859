"""Damaged files of every format that opens: a project, or one sentence, and at once.

With RELUVIZ_LONG in the environment there are 20,000 in place of 2,000, and 1,000 of those that a
process of its own reads. A new format fails here until it has an example.
"""

from __future__ import annotations

import io
import json
import os
import random
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from mutants import mutant, structure_mutant

import reluviz as rv
from reluviz.export.tables import weights_bytes
from reluviz.files import apart
from reluviz.files.errors import UserError
from reluviz.files.formats import KNOWN_ENDINGS, open_any
from reluviz.files.project_file import dumps, loads

HERE = Path(__file__).parent
FOLDERS = (HERE / "cases", HERE / "networks", HERE / "networks" / "onnx", HERE.parent / "golden")
ARTICLE = rv.example("relu-by-hand")
IS_LONG = bool(os.environ.get("RELUVIZ_LONG"))
APART = (".xlsx", ".ods", ".h5", ".keras")  # a process reads each: few of them in the short run
EACH_APART = 250 if IS_LONG else 4
EACH = (20_000 if IS_LONG else 2_000) // (len(KNOWN_ENDINGS) - len(APART)) + 1


def spreadsheet_of_open_office() -> bytes:
    cell = '<table:table-cell office:value-type="float" office:value="{0}"/>'
    rows = "".join(
        f"<table:table-row>{cell.format(x)}{cell.format(y)}</table:table-row>"
        for x, y in ((0, 0), (1, 2), (2, 1))
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return made.getvalue()


def model_of_old_keras() -> bytes:
    h5py = pytest.importorskip("h5py")
    layers = [
        {"class_name": "Dense", "config": {"name": name, "units": units, "activation": kind}}
        for name, units, kind in (("a", 2, "relu"), ("b", 1, "linear"))
    ]
    layers[0]["config"]["batch_input_shape"] = [None, 1]
    made = io.BytesIO()
    with h5py.File(made, "w") as file:
        config = {"class_name": "Sequential", "config": {"name": "m", "layers": layers}}
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"
        for name, shape in (("a", (1, 2)), ("b", (2, 1))):
            group = file.create_group(f"model_weights/{name}")
            group.attrs["weight_names"] = [f"{name}/kernel:0", f"{name}/bias:0"]
            group[f"{name}/kernel:0"] = np.ones(shape)
            group[f"{name}/bias:0"] = np.zeros(shape[1])
    return made.getvalue()


def originals(ending: str) -> list[bytes]:
    """Good files with this ending, small ones."""
    found = [path.read_bytes() for folder in FOLDERS for path in folder.glob(f"*{ending}")]
    forms = {".cir": "spice", ".pwl": "spice", ".sp": "spice", ".cube": "cube", ".css": "css"}
    if ending in forms:
        found.append(rv.export_text(ARTICLE, forms[ending]).encode())
    if ending in (".npz", ".md", ".json", ".tsv"):
        found.append(weights_bytes(ARTICLE.network, ending))
    if ending == ".reluviz":
        found.append(dumps(ARTICLE))
    if ending == ".ods":
        found.append(spreadsheet_of_open_office())
    if ending == ".h5":
        found.append(model_of_old_keras())
    if ending == ".pth":
        found = originals(".pt")
    return sorted(data for data in found if len(data) < 60_000)


def what_is_wrong(path: Path) -> str:
    """The sentence about a file, empty if it opens and can be saved; any other error comes out."""
    try:
        project = open_any(path)
    except UserError as error:
        return str(error)
    assert loads(dumps(project), "p").network == project.network
    return ""


@pytest.mark.parametrize("ending", KNOWN_ENDINGS)
@pytest.mark.filterwarnings("error")
def test_damaged_files_open_or_are_refused_in_a_sentence(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MOST_SECONDS", 5.0)  # HDF5 can go round in circles
    good, path = originals(ending), tmp_path / f"damaged{ending}"
    assert good, "a format that opens has an example here"
    randomly = random.Random(ending)
    for number in range(EACH_APART if ending in APART else EACH):
        change = mutant if number % 2 else structure_mutant
        path.write_bytes(change(randomly.choice(good), randomly))
        begun = time.process_time()
        wrong = what_is_wrong(path)
        assert time.process_time() - begun < 2
        assert "\n" not in wrong
        assert len(wrong) < 1_000
        assert not wrong or "damaged" in wrong


def test_memory_stays_small() -> None:
    """After all of the above, in the long run, which has a process of its own."""
    resource = pytest.importorskip("resource")
    if IS_LONG:
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 500_000


def test_the_model_of_old_keras_opens_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    path.write_bytes(model_of_old_keras())
    assert open_any(path).network([-1.0, 2.0]).tolist() == [0.0, 4.0]
