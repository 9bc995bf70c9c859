#!/usr/bin/env bash
# PySide6 6.11.3 (Qt 6.11.3): on a disk without room, most writers say that all is well. QPainter.end()
# returns True on a QSvgGenerator and a QPdfWriter, however much they wrote. QImage.save() returns False
# for a large picture but True for a small one: it stays in the file's buffer, and that it cannot be
# written when the file is closed is told to nobody. /dev/full stands for such a disk.
# Seen: "svg True pdf True", "small png True jpg True bmp True", "large png False jpg False bmp False".
# What follows: pictures are made in memory and written by the program itself, which sees the error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.3"
seen=$(QT_QPA_PLATFORM=offscreen "$folder/venv/bin/python" - <<'PY'
import random

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

application = QGuiApplication([])


def painted(device):
    painter = QPainter()
    assert painter.begin(device)
    for k in range(2_000):
        painter.drawLine(0, k, 100, 100 - k)
    return painter.end()


svg = QSvgGenerator()
svg.setFileName("/dev/full")
svg.setSize(QSize(100, 100))
print("svg", painted(svg), "pdf", painted(QPdfWriter("/dev/full")))
for name, side in (("small", 4), ("large", 1_000)):
    noise = random.Random(0).randbytes(4 * side * side)
    image = QImage(noise, side, side, QImage.Format.Format_RGB32)
    saved = [f"{kind} {image.save('/dev/full', kind)}" for kind in ("png", "jpg", "bmp")]
    print(name, *saved)
PY
)
printf '%s\n' "$seen"
[ "$seen" = "svg True pdf True
small png True jpg True bmp True
large png False jpg False bmp False" ] || { echo "this has changed"; exit 1; }
