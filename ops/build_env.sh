#!/usr/bin/env bash
# Build .venv from a hashed lock: `ops/build_env.sh runtime|dev`. Needs python3 (3.11-3.13) and its pip, nothing else.
# A second call finds the stamp of an unchanged lock and returns at once. Packages that are not in the lock stay.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-runtime}
lock=requirements/$kind.txt
venv=.venv

fail() { echo "make env: $*" >&2; exit 1; }

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
  local candidate
  if [ -n "${PY:-}" ]; then
    supported "$PY" || fail "PY=$PY is not Python 3.11, 3.12 or 3.13"
    echo "$PY"; return
  fi
  for candidate in python3 python3.12 python3.13 python3.11; do
    if supported "$candidate"; then echo "$candidate"; return; fi
  done
  fail "no Python 3.11, 3.12 or 3.13 found: install one, or name it: make env PY=/path/to/python3.12"
}

# uv does not read pip's configuration: pass on the indexes that pip is configured to use.
follow_pip_configuration() {
  local python=$1 key value
  while IFS='=' read -r key value; do
    value=${value#\'}; value=${value%\'}
    value=${value//\\n/ }
    case $key in
      *.index-url)       : "${UV_DEFAULT_INDEX:=$value}" ;;
      *.extra-index-url) : "${UV_INDEX:=$value}" ;;
      *.find-links)      : "${UV_FIND_LINKS:=$(echo $value | tr ' ' ',')}" ;;
      *.cert)            : "${SSL_CERT_FILE:=$value}" ;;
    esac
  done < <("$python" -m pip config list 2>/dev/null || true)
  # Every file is checked against the lock's hashes, so any index may serve it.
  : "${UV_INDEX_STRATEGY:=unsafe-best-match}"
  for key in UV_DEFAULT_INDEX UV_INDEX UV_FIND_LINKS SSL_CERT_FILE UV_INDEX_STRATEGY; do
    if [ -n "${!key:-}" ]; then export "${key?}"; fi
  done
}

stamp_text() { sha256sum "$1" requirements/uv.txt ops/build_env.sh | sha256sum | cut -d' ' -f1; }

stamp=$venv/.installed-$kind
if [ -x $venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(stamp_text "$lock")" ]; then exit 0; fi
# The dev lock contains the runtime lock: nothing to do if it is installed and the runtime lock has not changed since.
if [ "$kind" = runtime ] && [ -f $venv/.installed-dev ] && [ -x $venv/bin/python ] &&
   [ "$(cat $venv/.installed-dev)" = "$(stamp_text requirements/dev.txt)" ]; then exit 0; fi

python=$(find_python)
if [ ! -x $venv/bin/python ]; then
  echo "make env: making $venv with $($python --version)"
  # Debian has ensurepip in a package of its own (python3-venv): use the outer pip with --python.
  "$python" -m venv --without-pip $venv || fail "cannot make $venv with $python"
elif ! supported $venv/bin/python; then
  fail "$venv holds another Python: remove the folder $venv and run make env again"
fi
"$python" -m pip --version >/dev/null 2>&1 || fail "pip is missing for $python: install it (Debian, Ubuntu: apt-get install python3-pip)"

if [ ! -x $venv/bin/uv ] || ! $venv/bin/uv --version | grep -q "$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements/uv.txt)"; then
  "$python" -m pip --python $venv/bin/python install --quiet --disable-pip-version-check \
    --require-hashes --no-deps -r requirements/uv.txt
fi
follow_pip_configuration "$python"
echo "make env: installing $(grep -c '==' "$lock") packages from $lock"
# Compile bytecode now: otherwise every process of Airflow compiles the modules that it imports.
$venv/bin/uv pip install --quiet --python $venv/bin/python --require-hashes --compile-bytecode -r "$lock"

pwd > "$($venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/campaign.pth"
cat > $venv/bin/campaign <<'SHIM'
#!/bin/sh
# The command of this project; see `campaign --help`.
exec "$(dirname "$(readlink -f "$0")")/python" -m pipeline.commands.main "$@"
SHIM
chmod 755 $venv/bin/campaign
stamp_text "$lock" > "$stamp"
echo "make env: $venv is ready"
