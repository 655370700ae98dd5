"""`docker/init_pools.py` gives each campaign a pool, and changes its size, in Airflow's own table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pipeline.runtime.settings import REPOSITORY

# One process for all calls: importing Airflow takes seconds.
CALLS = """
import json, os, runpy, sys
import airflow.settings
from airflow.models.pool import Pool
from airflow.models.team import Team
from sqlalchemy import text
airflow.settings.configure_orm()
Pool.metadata.create_all(airflow.settings.engine, tables=[Team.__table__, Pool.__table__])
results = []
settings = (("3", "dongan-2020"), ("5", "dongan-2020,hefei-2020"), ("none", "dongan-2020"), ("", "dongan-2020"))
for slots, packs in settings:
    os.environ |= {"CAMPAIGN_POOL_SLOTS": slots, "CAMPAIGN_PACKS": packs}
    try:
        runpy.run_path(sys.argv[1], run_name="__main__")
    except SystemExit as end:
        code = end.code
    with airflow.settings.engine.connect() as conn:
        results.append([code, dict(conn.execute(text("SELECT pool, slots FROM slot_pool")).fetchall())])
print("RESULT" + json.dumps(results))
"""


def test_each_campaign_gets_a_pool_and_its_size_follows_the_setting(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "CAMPAIGN"))} | {
        "AIRFLOW_HOME": str(tmp_path), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false", "PYTHONPATH": str(REPOSITORY),
    }  # fmt: skip
    command = [sys.executable, "-c", CALLS, str(REPOSITORY / "docker" / "init_pools.py")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    both = {"dongan-2020": 5, "hefei-2020": 5}
    assert json.loads(done.stdout.rpartition("RESULT")[2]) == [[0, {"dongan-2020": 3}], [0, both], [1, both], [0, both]]
    assert "CAMPAIGN_POOL_SLOTS must be a whole number above 0" in done.stderr
