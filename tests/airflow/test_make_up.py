"""`make up` watches: a killed service comes back, changed settings take effect, `make down` stops the watcher, too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.airflow.api import Api
from ops.airflow.environment import USER, api_url, password_file
from ops.local.clean import main as clean
from ops.local.supervisor import AIRFLOW_SERVICES, POSTGRES, WATCHER, Supervisor
from pipeline.health import restarts
from pipeline.runtime.settings import REPOSITORY

pytestmark = pytest.mark.long  # starts a whole Airflow, twice

PACK, OTHER = "dongan-2020", "hefei-2020"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home"
    monkeypatch.setenv("CAMPAIGN_HOME", str(folder))
    yield folder
    assert clean(["--yes"]) == 0


def _make(action: str, packs: str = PACK) -> tuple[int, str]:
    env = os.environ | {"CAMPAIGN_PACKS": packs}
    command = [sys.executable, "-m", "ops.local.supervisor", action]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, timeout=400)
    return done.returncode, done.stdout + done.stderr


def _wait(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


def _ask_board(state: Path, path: str, token: str = "", method: str = "GET") -> tuple[int, str]:
    headers = {"Accept": "text/html", "Cookie": f"_token={token}"}
    request = urllib.request.Request(f"{api_url(state)}/board/{path}", headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _check_board(state: Path) -> None:
    """The board is behind the login of the real api-server: nobody, the administrator, and a foreign POST."""
    login = {"username": USER, "password": json.loads(password_file(state).read_text())[USER]}
    request = urllib.request.Request(f"{api_url(state)}/auth/token", json.dumps(login).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        token = json.load(answer)["access_token"]
    for path in ("", "units", "special", "arrivals"):
        code, text = _ask_board(state, path)
        assert code == 401 and "请先登录" in text, path
        code, text = _ask_board(state, path, token)
        assert code == 503 and "还没有数据" in text, path
        assert _ask_board(state, path, token, "POST")[0] == 405, path
    assert _ask_board(state, "docs", token)[0] == 404
    assert _ask_board(state, "", "no.valid.token")[0] == 403


def test_the_services_of_make_up_are_watched(state: Path) -> None:
    code, output = _make("up")
    assert code == 0, output
    supervisor = Supervisor(state, (PACK,))
    assert set(supervisor.running()) >= {POSTGRES, WATCHER, *AIRFLOW_SERVICES}
    with urllib.request.urlopen(api_url(state)) as page:
        assert b"Asia/Shanghai" in page.read()
    _check_board(state)
    killed = supervisor.processes["dag-processor"].running()
    assert killed is not None
    os.kill(killed.pid, signal.SIGKILL)
    _wait(lambda: restarts.counts(restarts.read(state)) == {"dag-processor": 1})
    code, output = _make("status")
    assert code == 1 and "dag-processor" in output

    code, output = _make("status", f"{PACK},{OTHER}")
    assert code == 1 and f"正在运行的政策包是 {PACK}" in output, output
    scheduler = supervisor.processes["scheduler"].running()
    code, output = _make("up", f"{PACK},{OTHER}")
    assert code == 0 and "settings have changed" in output, output
    assert supervisor.processes["scheduler"].running() not in (None, scheduler)
    api = Api(state)
    _wait(lambda: api.dag_is_known(f"{OTHER}__check_health"))
    scheduler = supervisor.processes["scheduler"].running()
    code, output = _make("up", f"{PACK},{OTHER}")
    assert code == 0 and "settings have changed" not in output
    assert supervisor.processes["scheduler"].running() == scheduler, "nothing changed: nothing was started anew"

    code, output = _make("down")
    assert code == 0 and WATCHER in output
    assert supervisor.running() == []
