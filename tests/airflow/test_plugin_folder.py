"""Airflow's plugin loader executes the five plugins at the top of plugins/, and nothing of the package campaign/."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ops.airflow.environment import PLUGIN_FOLDER, airflow_environment
from tests.support.quick import quick_and_long

# A module of this name replaces the standard library's `calendar` if Airflow executes it under its bare name.
PLANTED = """
from pathlib import Path
Path({marker!r}).touch()
from airflow.plugins_manager import AirflowPlugin
class Planted(AirflowPlugin):
    name = "planted"
"""
LOAD = """
import json, sys
from airflow import settings
settings.prepare_syspath_for_config_and_plugins()
from airflow import plugins_manager
plugins, errors = plugins_manager._get_plugins()
import calendar, campaign.dates
print("RESULT" + json.dumps({
    "plugins": sorted(p.name for p in plugins if str(p.source).startswith("$PLUGINS_FOLDER")), "errors": errors,
    "calendar": calendar.__file__, "campaign": campaign.dates.__file__, "dates": "dates" in sys.modules,
}))
"""
PLUGINS = ["campaign_answers", "campaign_board", "campaign_logins", "campaign_time_zone", "campaign_timetables"]


def _load(folder: Path, home: Path, **airflow_settings: str) -> dict[str, Any]:
    """Let Airflow load the plugins of a folder, in a process of its own as scheduler, processor and api-server do."""
    env = airflow_environment(home, ("dongan-2020",))
    env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = f"sqlite:///{home}/unused.db"
    env["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-c", LOAD], env=env | airflow_settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.rpartition("RESULT")[2])
    return result


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """Path of the file that the planted module creates if it is executed."""
    return tmp_path / "executed"


@pytest.fixture
def folder(tmp_path: Path, marker: Path) -> Path:
    """A copy of the plugins folder with a planted campaign/calendar.py."""
    copy = tmp_path / "plugins"
    shutil.copytree(PLUGIN_FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "campaign" / "calendar.py").write_text(PLANTED.format(marker=str(marker)), encoding="utf-8")
    return copy


@pytest.mark.parametrize("syntax", quick_and_long(("default", "glob", "regexp"), {"default"}))
def test_only_the_files_at_the_top_are_plugins(folder: Path, home: Path, marker: Path, syntax: str) -> None:
    settings = {} if syntax == "default" else {"AIRFLOW__CORE__DAG_IGNORE_FILE_SYNTAX": syntax}
    loaded = _load(folder, home, **settings)
    assert loaded["errors"] == {}
    assert loaded["plugins"] == PLUGINS
    assert not marker.exists() and not loaded["calendar"].startswith(str(folder)) and not loaded["dates"]
    assert loaded["campaign"] == str(folder / "campaign" / "dates.py")


def test_without_the_ignore_file_the_planted_module_is_executed(folder: Path, home: Path, marker: Path) -> None:
    """Show that the test above can fail."""
    (folder / ".airflowignore").unlink()
    loaded = _load(folder, home)
    assert marker.exists()
    assert loaded["plugins"] == sorted([*PLUGINS, "planted"])
    assert loaded["calendar"] == str(folder / "campaign" / "calendar.py")


def test_no_service_sets_another_syntax(home: Path) -> None:
    """Every Airflow process reads the file with Airflow's default syntax, in the embedded and in the server size."""
    variable = "DAG_IGNORE_FILE_SYNTAX"
    assert not [name for name in airflow_environment(home, ("dongan-2020",)) if variable in name]
    repository = PLUGIN_FOLDER.parent
    files = [repository / "docker-compose.yml", *(repository / "docker").glob("**/*")]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file() and file.suffix != ".pyc"]
    assert len(texts) > 5 and not [text for text in texts if variable in text]
