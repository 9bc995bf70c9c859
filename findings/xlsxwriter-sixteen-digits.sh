#!/usr/bin/env bash
# XlsxWriter 3.3.1, openpyxl 3.1.5: write_number (and a cell's value) keep 16 significant digits of a
# float, so about half of all numbers read back as a neighbour, though the format and Excel itself keep
# 17. The result that XlsxWriter stores with a formula has all of them.
# Seen: "xlsxwriter 0.3", "xlsxwriter formula 0.30000000000000004", "openpyxl 0.3".
# What follows: who needs numbers to the last bit gives XlsxWriter a float whose __format__ returns its
# repr, or compares with a tolerance of 1e-15.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "XlsxWriter==3.3.1" "openpyxl==3.1.5"
seen=$("$folder/venv/bin/python" - "$folder" <<'PY'
import re
import sys
import zipfile

import openpyxl
import xlsxwriter

value, folder = 0.1 + 0.2, sys.argv[1]


def stored(path):
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    return re.findall(r"<v>([^<]*)</v>", sheet)


book = xlsxwriter.Workbook(f"{folder}/a.xlsx")
sheet = book.add_worksheet()
sheet.write_number(0, 0, value)
sheet.write_formula(1, 0, "=0.1+0.2", None, value)
book.close()
number, formula = stored(f"{folder}/a.xlsx")
print("xlsxwriter", number)
print("xlsxwriter formula", formula)
book = openpyxl.Workbook()
book.active["A1"] = value
book.save(f"{folder}/b.xlsx")
print("openpyxl", *stored(f"{folder}/b.xlsx"))
PY
)
echo "$seen"
[ "$seen" = $'xlsxwriter 0.3\nxlsxwriter formula 0.30000000000000004\nopenpyxl 0.3' ]
