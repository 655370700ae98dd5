#!/usr/bin/env bash
# npm xlsx (SheetJS) 0.18.5, read by Python 3.11's zipfile.
#
# Every member of a written xlsx has the date 1980-00-00 00:00:00: month and day are zero. zipfile lists it without a word;
# datetime(*info.date_time), which many scripts use, raises ValueError. Seen: "(1980, 0, 0, 0, 0, 0)", "month must be in 1..12".
# The product takes no date from a zip; the day on which a workbook was written comes from docProps/core.xml.
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
import datetime, zipfile
dates = {info.date_time for info in zipfile.ZipFile("a.xlsx").infolist()}
print(*dates)
try:
    datetime.datetime(*dates.pop())
except ValueError as error:
    print(str(error).partition(",")[0])
PY
)
echo "$seen"
[[ "$seen" == $'(1980, 0, 0, 0, 0, 0)\nmonth must be in 1..12' ]] || { echo "changed" >&2; exit 1; }
