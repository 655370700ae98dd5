"""`make up` on a state folder whose warehouse this release cannot migrate, and on a fresh own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ops.local import supervisor
from ops.local.clean import main as clean
from ops.local.supervisor import Supervisor, SupervisorError
from warehouse.embedded.server import Server


def test_a_warehouse_of_another_release_is_named_in_one_line(server: Server) -> None:
    supervisor_of_home = Supervisor(server.home, ("dongan-2020",))
    supervisor_of_home.migrate_warehouse()
    with psycopg.connect(server.url("warehouse", "owner")) as conn:
        # as if another release had created it
        conn.execute("DROP TABLE landing.revocation CASCADE")
    with pytest.raises(SupervisorError, match="cannot be brought up to this release") as error:
        supervisor_of_home.migrate_warehouse()
    assert "\n" not in str(error.value) and str(server.home) in str(error.value)
    assert "another CAMPAIGN_HOME" in str(error.value)


def test_nothing_runs_on_a_fresh_state_folder(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPAIGN_HOME", str(home))
        assert supervisor.main("status") == 0
    assert capsys.readouterr().out == "running: nothing\n"


@pytest.mark.parametrize("stop", [lambda: supervisor.main("down"), lambda: clean(["--yes"])])
def test_what_make_run_watches_is_not_stopped_by_others(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stop: Callable[[], int]
) -> None:
    monkeypatch.setenv("CAMPAIGN_HOME", str(home))
    running = Supervisor(home, ())
    running.claim()
    assert stop() == 1
    assert "Ctrl-C" in capsys.readouterr().err and home.exists()
