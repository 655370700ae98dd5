#!/usr/bin/env bash
# Python 3.11 (codec gb18030) and iconv of glibc 2.36.
#
# 25 two-byte codes of GB 18030 are private code points for Python (edition of 2000) and characters of Unicode for iconv (newer editions). The
# same name is two texts, by the program that decoded it. 19 of the 25 lie in the basic plane, 6 beyond it.
# Seen: 25 different codes, FE59 is U+E81E for Python and U+9FB4 for iconv, FE51 is U+E816 and U+20087.
# The product gives a name one spelling (`new_edition` in transforms/text/folding.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
[[ "$(python3 --version)" == "Python 3.11."* && "$(iconv --version | head -1)" == *" 2.36" ]] || { echo "other versions" >&2; exit 1; }
seen=$(python3 - <<'PY'
import subprocess
codes = [bytes((high, low)) for high in range(0x81, 0xFF) for low in (*range(0x40, 0x7F), *range(0x80, 0xFF))]
by_iconv = subprocess.run(["iconv", "-f", "GB18030", "-t", "UTF-8"], input=b"\n".join(codes), capture_output=True, check=True)
pairs = zip(codes, (code.decode("gb18030") for code in codes), by_iconv.stdout.decode().split("\n"), strict=True)
different = [(code.hex(), f"U+{ord(old):04X}", f"U+{ord(new):04X}") for code, old, new in pairs if old != new]
print(len(different), sum(len(new) > 6 for _, _, new in different))
print(*(entry for entry in different if entry[0] in ("fe51", "fe59")))
PY
)
echo "$seen"
[[ "$seen" == $'25 6\n(\'fe51\', \'U+E816\', \'U+20087\') (\'fe59\', \'U+E81E\', \'U+9FB4\')' ]] || { echo "changed" >&2; exit 1; }
