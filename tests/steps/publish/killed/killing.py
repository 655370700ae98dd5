"""Starts the process that kills steps, and reads what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.environment import ONE_THREAD
from tests.support.session import let_go
from warehouse.embedded.server import Server


def kill_everywhere(
    settings: Settings, server: Server, folder: Path, steps: Sequence[dict[str, Any]], stride: int
) -> dict[str, Any]:
    """Kill the steps at each `stride`-th side effect, run them again; return the result of `kill_steps.main`.

    Fails unless each kill was one, and each second run gave the outcome of a run that nobody killed.
    """
    let_go(settings.warehouse_urls.values())
    request = json.dumps({
        "home": str(server.home), "folder": str(folder), "like": str(settings.home), "stride": str(stride),
        "template": settings.warehouse_url("owner").rsplit("/", 1)[1], "steps": steps,
    })  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.steps.publish.killed.kill_steps", request],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | ONE_THREAD, capture_output=True, text=True,
        check=False, timeout=7200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    result: dict[str, Any] = json.loads(done.stdout.rpartition("RESULT")[2])
    assert result["different"] == [], done.stderr[-2000:]
    assert result["killed"] == result["tried"] == result["traced"] // stride + 1
    return result
