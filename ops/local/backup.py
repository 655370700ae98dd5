"""`make backup` and `make restore`: back up an embedded installation, and restore it into an empty state folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ops.local.supervisor import Supervisor, SupervisorError
from pipeline.runtime.clock import technical_now
from pipeline.runtime.settings import Settings, SettingsError
from warehouse.embedded.place import EmbeddedError
from warehouse.embedded.server import Server


def main(arguments: Sequence[str]) -> int:
    """Execute `make backup` or `make restore` on the state folder of the environment, and return the exit code.

    The code is 0 after success, 1 after a failure whose reason is printed.

    `arguments`: `backup [--to FOLDER] [--keys FOLDER]` or `restore --from FOLDER [--keys FOLDER]`.
    """
    parser = argparse.ArgumentParser(prog="make", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    backup = actions.add_parser("backup")
    backup.add_argument("--to", type=Path)
    backup.add_argument("--keys", type=Path)
    restore = actions.add_parser("restore")
    restore.add_argument("--from", type=Path, dest="source", required=True)
    restore.add_argument("--keys", type=Path)
    options = parser.parse_args(arguments)
    try:
        settings = Settings.from_environment()
        if not settings.embedded:
            raise SettingsError("this is a server installation: docs/how-to/run-on-a-server.md states the commands")
        if options.action == "backup":
            _backup(settings, options.to, options.keys)
        else:
            _restore(settings, options.source.resolve(), options.keys and options.keys.resolve())
    except (SettingsError, SupervisorError, EmbeddedError, OSError) as error:
        print(f"make {options.action}: {error}", file=sys.stderr)
        return 1
    return 0


def _backup(settings: Settings, to: Path | None, keys_to: Path | None) -> None:
    from pipeline.trust import backup

    name = technical_now().strftime("%Y-%m-%d_%H%M%S")
    to = (to or settings.home.with_name(f"{settings.home.name}-backup") / name).resolve()
    keys_to = (keys_to or settings.home.with_name(f"{settings.home.name}-backup-keys") / name).resolve()
    with _running(Server(settings.home)) as server:
        done = backup.backup(settings, server, to, keys_to)
    print(f"backed up {done.files} files, {done.byte_count:,} bytes: {to}")
    if done.has_keys:
        print(f"keys: {keys_to}\nStore them in another place: who has both can read every identity.")
    else:
        print("keys: none in files; keep CAMPAIGN_HASH_KEY and CAMPAIGN_CIPHER_KEY, or the master key, in a safe place")


def _restore(settings: Settings, source: Path, keys_from: Path | None) -> None:
    from pipeline.trust import backup

    supervisor = Supervisor(settings.home, settings.packs)
    supervisor.claim()
    if running := [name for name in supervisor.running() if name != "postgres"]:
        raise SupervisorError(f"{', '.join(running)} run on {settings.home}: `make down` first")
    with _running(supervisor.server) as server:
        count = backup.restore(settings, server, source, keys_from, supervisor.migrate_warehouse)
    print(f"restored {count} files into {settings.home}. Check it: make up, then campaign verify for each pack")


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    """Start the server if it does not run, and stop it at the end if it was started here."""
    started_here = server.pid() is None
    server.start()
    try:
        yield server
    finally:
        if started_here:
            server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
