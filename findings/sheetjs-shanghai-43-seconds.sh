#!/usr/bin/env bash
# npm xlsx (SheetJS) 0.18.5, Node.js 20, time zone Asia/Shanghai.
#
# SheetJS takes the zone's offset at the epoch of 1899 for every date. Shanghai's local mean time of that day is 8:05:43, not 8:00, so that
# - a Date of local midnight is written as 00:00:43 of that day (serial 43709.000497685185 for 2019-09-01), and
# - a date cell read with cellDates is 23:59:17 of the day before; written with cellDates it becomes the text of that day before.
# Seen: "43709.000497685185", "2019-08-31 23:59:17", "2019-08-31T23:59:17.000Z". In UTC: 43709, 2019-09-01 00:00:00.
# The product drops the time of a date cell, and reads a whole column of days at 23:59:17 as the next day, with a remark.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5
cat >dates.js <<'JS'
const X = require("xlsx");
const local = (d) => new Date(d - d.getTimezoneOffset() * 60000).toISOString().slice(0, 19).replace("T", " ");
console.log(X.utils.aoa_to_sheet([[new Date(2019, 8, 1)]]).A1.v);
const sheet = { A1: { t: "n", v: 43709, z: "yyyy-mm-dd" }, "!ref": "A1" };
X.writeFile({ SheetNames: ["S"], Sheets: { S: sheet } }, "day.xlsx");
const book = X.readFile("day.xlsx", { cellDates: true });
console.log(local(book.Sheets.S.A1.v));
X.writeFile(book, "again.xlsx", { cellDates: true });
JS
seen=$(TZ=Asia/Shanghai node dates.js)
seen+=$'\n'$(python3 -c "
import re, zipfile
print(re.search(r'<c [^>]*t=\"d\"[^>]*><v>(.*?)</v>', zipfile.ZipFile('again.xlsx').read('xl/worksheets/sheet1.xml').decode())[1])")
echo "$seen"
expected=$'43709.000497685185\n2019-08-31 23:59:17\n2019-08-31T23:59:17.000Z'
[[ "$seen" == "$expected" ]] || { echo "changed: expected $expected" >&2; exit 1; }
[[ "$(TZ=UTC node dates.js)" == $'43709\n2019-09-01 00:00:00' ]] || { echo "changed in UTC" >&2; exit 1; }
