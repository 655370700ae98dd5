#!/usr/bin/env bash
# npm xlsx (SheetJS) 0.18.5, read by python-calamine 0.8.0 and pyxlsb 1.0.10.
#
# SheetJS writes an xlsb whose cells after the first of a row have no column number of their own (records of short cells). calamine returns
# the first column only, pyxlsb no value at all; neither raises. SheetJS reads all three columns back.
# Seen: calamine [['a'], ['b']], pyxlsb [[None, None, None], [None, None, None]], SheetJS [["a",1,"x"],["b",2,"y"]].
# The product refuses xlsb and says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check python-calamine==0.8.0 pyxlsb==1.0.10
node -e '
const X = require("xlsx"), book = X.utils.book_new();
X.utils.book_append_sheet(book, X.utils.aoa_to_sheet([["a", 1, "x"], ["b", 2, "y"]]), "S");
X.writeFile(book, "a.xlsb");
const sheet = X.readFile("a.xlsb").Sheets.S;
console.log(JSON.stringify(X.utils.sheet_to_json(sheet, { header: 1 })));' >sheetjs.txt
seen=$(v/bin/python - <<'PY'
import python_calamine, pyxlsb
print(python_calamine.load_workbook("a.xlsb").get_sheet_by_index(0).to_python())
with pyxlsb.open_workbook("a.xlsb") as book, book.get_sheet(1) as sheet:
    print([[cell.v for cell in row] for row in sheet.rows()])
PY
cat sheetjs.txt)
echo "$seen"
expected=$'[[\'a\'], [\'b\']]\n[[None, None, None], [None, None, None]]\n[["a",1,"x"],["b",2,"y"]]'
[[ "$seen" == "$expected" ]] || { echo "changed: expected $expected" >&2; exit 1; }
