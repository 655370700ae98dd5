"""Runs of the pipeline that kill themselves just before the n-th use of one named statement.

`python -m tests.support.die_in_pipeline '<json>'`, with the pack, the business date, and for each run its statement
and its
environment. What takes seconds is imported once; each run is a fork, so that its kill is that of a whole process.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations.runner import prepare
from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from warehouse import statements

KINDS = ("special_list", "target_table", "roll", "employee", "late_entry", "tax_feed")


def main(pack_code: str, day: str, runs: list[tuple[str, dict[str, str]]]) -> list[int]:
    """How each run ended: as os.wait says it."""
    prepare()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a fork of a process with threads may hang"
    return [_in_fork(statement, pack_code, dt.date.fromisoformat(day), env) for statement, env in runs]


def _in_fork(statement: str, pack_code: str, day: dt.date, env: Mapping[str, str]) -> int:
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    try:
        _run(statement, pack_code, day, env)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _run(statement: str, pack_code: str, day: dt.date, env: Mapping[str, str]) -> None:
    real, seen = statements.run, 0

    def run(conn: Any, name: str, /, **params: Any) -> Any:
        nonlocal seen
        seen += name == statement
        # in the middle of the run, not at its first file: something is committed, something is not
        if name == statement and seen == (1 if name.startswith(("assess", "post")) else 3):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(conn, name, **params)

    statements.run = run
    settings = Settings.from_environment(env)
    intake.run(settings, pack_code, KINDS, day)
    assess.run(settings, pack_code, day)


if __name__ == "__main__":
    print("RESULT" + json.dumps(main(**json.loads(sys.argv[1]))))
