"""Dump a database of the embedded server into a file, and load it from there, with the server's own programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import IO, Any

from warehouse.embedded.place import EmbeddedError
from warehouse.embedded.server import Server

_OWNER = "owner"
_LEFT_OUT = ("--no-owner", "--no-privileges")


def dump(server: Server, database: str, file: Path) -> None:
    """Write a database as it is at one moment into a new file, compressed (mode 600). The server must run.

    Roles, passwords and rights are left out. Raises EmbeddedError if pg_dump fails.
    """
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
        _run(server, database, "pg_dump", "--format=custom", stdout=target)
        target.flush()
        os.fsync(target.fileno())


def load(server: Server, database: str, file: Path) -> None:
    """Load a file of `dump` into an empty database, in one transaction: all of it, or nothing. The server must run.

    Raises EmbeddedError if pg_restore fails.
    """
    with file.open("rb") as source:
        _run(server, database, "pg_restore", "--exit-on-error", "--single-transaction", stdin=source)


def _run(
    server: Server,
    database: str,
    program: str,
    *options: str,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    stdout: IO[bytes] | None = None,
) -> None:
    access = ["--host=127.0.0.1", f"--port={server.port}", f"--username={_OWNER}", "--no-password"]
    environment: dict[str, Any] = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "PGPASSWORD": server.password(_OWNER),
    }
    done = subprocess.run(
        [str(server.binaries / program), *options, *_LEFT_OUT, *access, f"--dbname={database}"],
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        # later lines can contain a row
        first = done.stderr.decode(errors="replace").strip().split("\n", 1)[0]
        raise EmbeddedError(f"{program} failed: {first}")
