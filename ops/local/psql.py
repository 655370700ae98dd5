"""`make psql ROLE=analyst`: open psql on the warehouse as one role; the embedded server is started if necessary."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.runtime.settings import Settings, SettingsError
from warehouse.embedded.server import Server


def main(arguments: Sequence[str]) -> int:
    """Run psql on the warehouse as one database role, and return the exit code of psql (1 if the settings are wrong).

    `arguments`: the role (analyst if empty), then arguments for psql. An embedded server that is not running is
    started, and stopped at the end.
    """
    role, *psql_arguments = arguments or ["analyst"]
    try:
        settings = Settings.from_environment()
        url = urlsplit(settings.warehouse_url(role))
    except SettingsError as error:
        print(f"make psql: {error}", file=sys.stderr)
        return 1
    if not settings.embedded:
        return _run_psql(Path(shutil.which("psql") or "psql"), url.geturl(), psql_arguments)
    server = Server(settings.home)
    started_here = server.pid() is None
    server.start()
    try:
        return _run_psql(server.binaries / "psql", settings.warehouse_url(role), psql_arguments)
    finally:
        if started_here:
            server.stop()


def _run_psql(program: Path, url: str, arguments: Sequence[str]) -> int:
    """Run psql. The password is passed in the environment, so that the list of processes does not show it."""
    parts = urlsplit(url)
    env = os.environ | {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
        "PGTZ": "Asia/Shanghai",
        "PGCLIENTENCODING": "UTF8",
    }
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C cancels a query inside psql, not this process
    try:
        return subprocess.run([str(program), *arguments], env=env, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
