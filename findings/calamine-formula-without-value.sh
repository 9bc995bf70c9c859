#!/usr/bin/env bash
# python-calamine 0.9.1: a formula that no program has computed yet (as every library that writes
# formulas leaves them) is not there: a last column of such results is missing from every row, another
# one is full of ''. Rows that are hidden come like all others. openpyxl has the formula's text.
# Seen: "last [[1.0], [2.0]]", "between [[1.0, '', 5.0], [2.0, '', 6.0]]", "hidden row 2 comes".
# What follows: who reads tables by it must look into the sheet's XML for <f> without <v>, or results
# are silently gaps.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "python-calamine==0.9.1" "openpyxl==3.1.5"
seen=$("$folder/venv/bin/python" - "$folder/book.xlsx" <<'PY'
import sys

import openpyxl
from python_calamine import CalamineWorkbook

def rows_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.save(sys.argv[1])
    return CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()


print("last", rows_of([1, "=A1*2"], [2, "=A2*2"]))
between = rows_of([1, "=A1*2", 5], [2, "=A2*2", 6])
print("between", between)
print("openpyxl", list(openpyxl.load_workbook(sys.argv[1]).active.values))
print("hidden row 2", "comes" if len(between) == 2 else "is left out")
PY
)
printf '%s\n' "$seen"
[ "$seen" = "last [[1.0], [2.0]]
between [[1.0, '', 5.0], [2.0, '', 6.0]]
openpyxl [(1, '=A1*2', 5), (2, '=A2*2', 6)]
hidden row 2 comes" ] || { echo "this has changed"; exit 1; }
