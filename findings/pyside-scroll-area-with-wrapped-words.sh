#!/usr/bin/env bash
# PySide6 6.11.3 (Qt 6.11.3): a QScrollArea with widgetResizable gives its widget the least height that it
# can do with, as the documentation has it ("to avoid scroll bars where they can be avoided"); but as soon
# as one label in it wraps words, it gives it the height that it would like to have, and scrolls though
# all would fit.
# Seen: "plain label: fits True, scrolls False", "label that wraps: fits True, scrolls True".
# What follows: what is under the plot is resized by the program itself, by minimumHeightForWidth.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.3"
seen=$(QT_QPA_PLATFORM=offscreen "$folder/venv/bin/python" - <<'PY'
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget

application = QApplication([])


class Chart(QWidget):
    """Would like to be 300 pixels high, and can be 50."""

    def sizeHint(self):
        return QSize(100, 300)

    def minimumSizeHint(self):
        return QSize(100, 50)


def shown(wraps):
    content = QWidget()
    box = QVBoxLayout(content)
    label = QLabel("a few words")
    label.setWordWrap(wraps)
    box.addWidget(label)
    box.addWidget(Chart(), 1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.resize(300, 200)
    area.show()
    application.processEvents()
    least = box.minimumHeightForWidth(280) if wraps else content.minimumSizeHint().height()
    fits = least <= area.maximumViewportSize().height()
    return f"fits {fits}, scrolls {area.verticalScrollBar().isVisible()}"


print("plain label:", shown(False))
print("label that wraps:", shown(True))
PY
)
printf '%s\n' "$seen"
[ "$seen" = "plain label: fits True, scrolls False
label that wraps: fits True, scrolls True" ] || { echo "this has changed"; exit 1; }
