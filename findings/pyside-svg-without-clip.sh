#!/usr/bin/env bash
# PySide6 6.11.3 (Qt 6.11.3): QSvgGenerator leaves out every clip, without a word, as long as it writes
# SVG Tiny 1.2, which is what it does by default: lines that are cut off on the screen run over all else
# in the file. With SvgVersion.Svg11 (since Qt 6.5) the clip is there.
# Seen: "SvgTiny12: 0 clips", "Svg11: 1 clip or more".
# What follows: plots are written as SVG 1.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.3"
seen=$(QT_QPA_PLATFORM=offscreen "$folder/venv/bin/python" - <<'PY'
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtSvg import QSvgGenerator

application = QGuiApplication([])
Version = QSvgGenerator.SvgVersion


def clips(generator):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(100, 100))
    painter = QPainter(generator)
    painter.setClipRect(20, 20, 60, 60)
    painter.drawLine(0, 0, 100, 100)
    assert painter.end() and b"polyline" in buffer.data().data()
    return buffer.data().data().count(b"<clipPath")


default, newer = QSvgGenerator(), QSvgGenerator(Version.Svg11)
print(f"{default.svgVersion().name}: {clips(default)} clips")
print(f"{newer.svgVersion().name}: {'1 clip or more' if clips(newer) else 'none'}")
PY
)
printf '%s\n' "$seen"
[ "$seen" = "SvgTiny12: 0 clips
Svg11: 1 clip or more" ] || { echo "this has changed"; exit 1; }
