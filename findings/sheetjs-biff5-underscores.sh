#!/usr/bin/env bash
# npm xlsx (SheetJS) 0.18.5, read by python-calamine 0.8.0 and xlrd 2.0.2.
#
# With bookType "biff5" (or biff2 to biff4, "for old programs") each Chinese character becomes "_". Nothing is raised or logged, and names of
# equal length become equal. With "biff8" the text is kept. Seen: biff5 "__" twice, biff8 "张三" and "李四" (calamine and xlrd agree).
# The product does not take a name of underscores for a name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check python-calamine==0.8.0 xlrd==2.0.2
node -e '
const X = require("xlsx");
for (const type of ["biff5", "biff8"]) {
  const book = X.utils.book_new();
  X.utils.book_append_sheet(book, X.utils.aoa_to_sheet([["张三"], ["李四"]]), "S");
  X.writeFile(book, type + ".xls", { bookType: type });
}'
seen=$(v/bin/python - <<'PY'
import python_calamine, xlrd
for name in ("biff5", "biff8"):
    by_calamine = [row[0] for row in python_calamine.load_workbook(f"{name}.xls").get_sheet_by_index(0).to_python()]
    by_xlrd = xlrd.open_workbook(f"{name}.xls").sheet_by_index(0).col_values(0)
    print(name, *by_calamine, by_calamine == by_xlrd)
PY
)
echo "$seen"
[[ "$seen" == $'biff5 __ __ True\nbiff8 张三 李四 True' ]] || { echo "changed" >&2; exit 1; }
