"""Airflow can read every DAG file; each DAG has its documentation; reading imports no heavy module."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ops.airflow.environment import DAG_FOLDER, airflow_environment

PACKS = ("dongan-2020", "hefei-2020")
NAMES = {
    "intake_lists",
    "intake_roll",
    "intake_payments",
    "assess_and_post",
    "publish_progress",
    "decide_held",
    "remind_senders",
    "send_mail",
    "check_health",
}
DOC_MUST_CONTAIN = ("Reads", "Writes", "re-run is safe", "On failure")
# Packages that a DAG file may import at its top, in addition to the standard library.
LIGHT = {"airflow", "campaign", "campaign_timetables", "pipeline"}
READ_DAGS = """
import json, sys
before = set(sys.modules)
from airflow.dag_processing.dagbag import DagBag
airflow_itself = set(sys.modules)
bag = DagBag(dag_folder=sys.argv[1], safe_mode=False)
heavy = ("great_expectations", "pyarrow", "pandas", "transforms.intake", "pipeline.intake.run", "pipeline.publish.run")
heavy = [m for m in heavy if m in sys.modules and m not in airflow_itself]
from airflow.serialization.serialized_objects import DagSerialization
print("RESULT" + json.dumps({"errors": bag.import_errors, "heavy": heavy, "dags": [
    {"dag_id": d.dag_id, "doc": d.doc_md, "tags": sorted(d.tags), "max_active_runs": d.max_active_runs,
     "catchup": d.catchup, "size": len(json.dumps(DagSerialization.to_dict(d), default=str)),
     "tasks": [{"task_id": t.task_id, "owner": t.owner, "retries": t.retries, "policy": bool(t.retry_policy),
                "outlets": [o.uri for o in t.outlets], "upstream": sorted(t.upstream_task_ids)} for t in d.tasks]}
    for d in bag.dags.values()]}))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("home")
    env = airflow_environment(home, PACKS)
    env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = f"sqlite:///{home}/unused.db"
    plugins = env["AIRFLOW__CORE__PLUGINS_FOLDER"]
    env["PYTHONPATH"] += f":{plugins}"
    done = subprocess.run(
        [sys.executable, "-c", READ_DAGS, str(DAG_FOLDER)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.rpartition("RESULT")[2])
    return result


def test_every_file_is_read_without_error(read: dict[str, Any]) -> None:
    assert read["errors"] == {}
    assert {dag["dag_id"] for dag in read["dags"]} == {f"{pack}__{name}" for pack in PACKS for name in NAMES}


def test_reading_imports_nothing_heavy(read: dict[str, Any]) -> None:
    assert read["heavy"] == []


def test_every_dag_has_its_documentation(read: dict[str, Any]) -> None:
    checked = 0
    for dag in read["dags"]:
        missing = [phrase for phrase in DOC_MUST_CONTAIN if phrase not in (dag["doc"] or "")]
        assert missing == [], dag["dag_id"]
        assert len(dag["tags"]) >= 2
        checked += 1
    assert checked == len(PACKS) * len(NAMES)


def test_every_task_has_an_owner_and_retries_only_transient_errors(read: dict[str, Any]) -> None:
    tasks = [task for dag in read["dags"] for task in dag["tasks"]]
    assert len(tasks) == 32 * len(PACKS)
    assert {task["owner"] for task in tasks} == {"medical-insurance-bureau"}
    assert all(task["retries"] > 0 and task["policy"] for task in tasks)


def test_feedback_follows_the_intake_and_the_assessment(read: dict[str, Any]) -> None:
    """Feedback with amounts is given after the assessment, all other feedback after the intake."""
    before = {
        dag["dag_id"].rpartition("__")[2]: task["upstream"]
        for dag in read["dags"]
        for task in dag["tasks"]
        if task["task_id"] == "give_feedback"
    }
    assert before.pop("assess_and_post") == ["assess"]
    assert len(before) == 3 and set(map(tuple, before.values())) == {("take_in_slow",)}


def test_one_run_at_a_time_and_no_catching_up(read: dict[str, Any]) -> None:
    """Decisions are the exception: each run only waits for its answer."""
    runs = {(dag["dag_id"].rpartition("__")[2], dag["max_active_runs"], dag["catchup"]) for dag in read["dags"]}
    assert runs == {(name, 1000 if name == "decide_held" else 1, False) for name in NAMES}


def test_each_intake_and_the_decisions_update_an_asset_of_their_own(read: dict[str, Any]) -> None:
    outlets = [uri for dag in read["dags"] for task in dag["tasks"] for uri in task["outlets"]]
    assert len(set(outlets)) == 4 * len(PACKS)
    assert len(outlets) == 7 * len(PACKS), "an intake has two tasks: the second for files that are slow to read"


def test_dag_files_import_only_light_modules() -> None:
    files = sorted(Path(DAG_FOLDER).glob("*.py"))
    checked = 0
    for file in files:
        for node in ast.parse(file.read_text()).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                assert top in LIGHT or top in sys.stdlib_module_names, f"{file.name} imports {name}"
                allowed = name == "airflow.sdk" or name.startswith("airflow.providers.standard.operators.")
                assert top != "airflow" or allowed, f"{file.name} imports {name}: use airflow.sdk"
                checked += 1
    assert len(files) == 7 and checked > 15
