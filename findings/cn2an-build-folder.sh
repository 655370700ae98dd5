#!/usr/bin/env bash
# PyPI cn2an 0.5.24 (Chinese capital amounts) with its dependency proces 0.1.7, wheels, Python 3.11.
#
# Both wheels put folders named build/, and cn2an also example/ and src/, next to their packages at the top of site-packages. So
# `import build`, `import example` and `import src` succeed in every program of that environment, as packages without an
# __init__; the check "is PyPA's build installed?" by import says yes, and `python -m build` fails in another place than before.
# Seen: "build example src", "False" (no __file__).
# The product writes capital amounts with a function of its own (transforms/text/capitals.py), compared with this library once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check cn2an==0.5.24 proces==0.1.7
seen=$(env/bin/python - <<'PY'
import importlib
names = [name for name in ("build", "example", "src") if importlib.import_module(name)]
print(*names)
print(any(getattr(importlib.import_module(name), "__file__", None) for name in names))
PY
)
echo "$seen"
[[ "$seen" == $'build example src\nFalse' ]] || { echo "changed" >&2; exit 1; }
