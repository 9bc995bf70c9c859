#!/usr/bin/env bash
# PySide6-Essentials 6.11.3 and 6.12.0: no position makes a QDragEnterEvent in both without a
# complaint. 6.11 takes a QPoint and raises TypeError for a QPointF; 6.12 takes a QPointF, and a QPoint
# raises a DeprecationWarning, an error where warnings are errors. QDropEvent takes a QPointF in both.
# Seen: "6.11.3 QPoint ok QPointF TypeError", "6.12.0 QPoint DeprecationWarning QPointF ok".
# What follows: tests that drop something on a window must try one and fall back to the other.
# Needs Python 3.12 or newer as python3 (or in $PYTHON): 6.12 ends the process on older ones.
set -euo pipefail
python=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/try.py" <<'PY'
import warnings

warnings.simplefilter("error")
import PySide6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QGuiApplication

app = QGuiApplication([])
found = [PySide6.__version__]
for place in (QPoint(5, 5), QPointF(5, 5)):
    try:
        QDragEnterEvent(
            place, Qt.DropAction.CopyAction, QMimeData(), Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        end = "ok"
    except (TypeError, DeprecationWarning) as error:
        end = type(error).__name__
    found.append(f"{type(place).__name__} {end}")
print(*found)
PY
seen=
for version in 6.11.3 6.12.0; do
  "$python" -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet "PySide6-Essentials==$version"
  seen+="$(QT_QPA_PLATFORM=offscreen "$folder/$version/bin/python" "$folder/try.py")"$'\n'
done
printf '%s' "$seen"
[ "$seen" = "6.11.3 QPoint ok QPointF TypeError
6.12.0 QPoint DeprecationWarning QPointF ok
" ] || { echo "this has changed"; exit 1; }
