#!/usr/bin/env bash
# npm xlsx (SheetJS) 0.18.5.
#
# [Content_Types].xml of a workbook without macros has <Default Extension="bin"
# ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>. No part has that extension. A guard that searches the bytes for
# "macroEnabled" refuses every workbook of this library. Seen: 1 declaration, 0 parts ending in .bin.
# The product asks which parts are there and which types these parts have.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5
node -e '
const X = require("xlsx"), book = X.utils.book_new();
X.utils.book_append_sheet(book, X.utils.aoa_to_sheet([["a"]]), "S");
X.writeFile(book, "a.xlsx");'
seen=$(python3 - <<'PY'
import zipfile
package = zipfile.ZipFile("a.xlsx")
types = package.read("[Content_Types].xml").decode()
print(types.count("macroEnabled"), sum(name.endswith(".bin") for name in package.namelist()))
PY
)
echo "$seen"
[[ "$seen" == "1 0" ]] || { echo "changed" >&2; exit 1; }
