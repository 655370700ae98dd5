"""`make clean`: stop all processes of the state folder, then delete it with its keys and its database."""

from __future__ import annotations

import shutil
import sys

from ops.local.supervisor import Supervisor, SupervisorError
from pipeline.runtime.settings import Settings


def main(arguments: list[str]) -> int:
    """Stop all processes of the state folder, then delete it with its keys, database and files, if `--yes` is given.

    Without `--yes`, prints a warning and deletes nothing. `arguments`: those of the command line. Returns the exit
    code: 0 if the folder was deleted, else 1.
    """
    settings = Settings.from_environment()
    if "--yes" not in arguments:
        print(f"make clean deletes {settings.home} with its keys, database, landed files and extracts.")
        print("What was encrypted with these keys can never be read again. To go on: make clean ARGS=--yes")
        return 1
    supervisor = Supervisor(settings.home, settings.packs)
    try:
        supervisor.claim()
    except SupervisorError as error:
        print(f"make clean: {error}, or end it with Ctrl-C", file=sys.stderr)
        return 1
    supervisor.stop_all()
    supervisor.server.destroy()
    shutil.rmtree(settings.home)
    print(f"deleted {settings.home}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
