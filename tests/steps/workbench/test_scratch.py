"""A scratch warehouse is there while it is used, with the warehouse's schema, and is gone afterwards, come what may."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from pipeline.workbench.scratch import scratch_in_background, scratch_settings
from warehouse import scratch
from warehouse.embedded.server import Server


def _names(server: Server) -> set[str]:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
        return {row[0] for row in conn.execute("SELECT datname FROM pg_database")}


def test_it_has_the_schema_and_nothing_in_it_and_is_dropped(server: Server) -> None:
    before = _names(server)
    with scratch.on_embedded(server) as urls:
        (name,) = _names(server) - before
        assert name.startswith(scratch.PREFIX) and urlsplit(urls["loader"]).path == f"/{name}"
        with psycopg.connect(urls["loader"]) as conn:
            assert conn.execute("SELECT count(*) FROM core.dues").fetchone() == (0,)
            assert conn.execute("SELECT current_database()").fetchone() == (name,)
    assert _names(server) == before


def test_it_is_dropped_after_an_error_with_connections_open(server: Server) -> None:
    before = _names(server)
    held = []
    with pytest.raises(ZeroDivisionError), scratch.on_embedded(server) as urls:
        held.append(psycopg.connect(urls["loader"]))
        _ = 1 / 0
    assert _names(server) == before
    held[0].close()


def test_what_a_killed_run_left_is_dropped_but_not_what_another_run_uses(server: Server) -> None:
    orphan = f"{scratch.PREFIX}orphan"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {orphan} OWNER owner")
    with scratch.on_embedded(server) as first:
        assert orphan not in _names(server)
        with scratch.on_embedded(server) as second:
            assert first != second
            with psycopg.connect(first["loader"]) as conn:
                assert conn.execute("SELECT count(*) FROM core.payment").fetchone() == (0,)


def test_who_may_not_create_databases_is_told(server: Server) -> None:
    before = _names(server)
    urls = {"loader": server.url("warehouse", "loader")}
    with pytest.raises(scratch.ScratchError), scratch.on_server(server.url("warehouse", "loader"), urls):
        pytest.fail("never entered")
    assert _names(server) == before


def test_no_other_database_can_be_dropped(server: Server) -> None:
    admin = server.url("postgres", "postgres")
    with psycopg.connect(admin, autocommit=True) as conn, pytest.raises(ValueError, match="only scratch"):
        scratch._drop(conn, "warehouse")
    assert "warehouse" in _names(server)


def test_a_server_that_runs_for_the_state_folder_is_used(server: Server, tmp_path: Path) -> None:
    with scratch_settings(tmp_path, {"CAMPAIGN_HOME": str(server.home)}) as settings:
        assert urlsplit(settings.warehouse_url("loader")).port == server.port
        assert urlsplit(settings.warehouse_url("loader")).path.startswith(f"/{scratch.PREFIX}")


def test_a_configured_server_is_used(server: Server, tmp_path: Path) -> None:
    environ = {
        "CAMPAIGN_WAREHOUSE_URL_OWNER": server.url("warehouse", "postgres"),
        "CAMPAIGN_WAREHOUSE_URL_LOADER": server.url("warehouse", "loader"),
        "CAMPAIGN_HOME": str(tmp_path / "none"),
    }
    with scratch_settings(tmp_path, environ) as settings:
        assert urlsplit(settings.warehouse_url("loader")).port == server.port
        with psycopg.connect(settings.warehouse_url("loader")) as conn:
            assert conn.execute("SELECT count(*) FROM core.dues").fetchone() == (0,)
    assert not (tmp_path / "none").exists()


def test_without_a_server_a_throw_away_one_is_made_and_nothing_stays(server: Server, tmp_path: Path) -> None:
    """Also where the configured owner may not create databases."""
    environ = {
        "CAMPAIGN_WAREHOUSE_URL_OWNER": server.url("warehouse", "owner"),
        "CAMPAIGN_WAREHOUSE_URL_LOADER": server.url("warehouse", "loader"),
    }
    before = _names(server)
    with scratch_settings(tmp_path, environ) as settings:
        url = settings.warehouse_url("loader")
        assert urlsplit(url).port != server.port
        assert _names(server) == before
        with psycopg.connect(url) as conn:
            assert conn.execute("SELECT count(*) FROM core.dues").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=3)


def test_made_in_the_background_it_is_there_when_asked_for_and_gone_if_nobody_asks(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPAIGN_HOME", str(server.home))
    before = _names(server)
    with scratch_in_background(tmp_path) as settings:
        assert len(_names(server) - before) <= 1
        with psycopg.connect(settings.result().warehouse_url("loader")) as conn:
            assert conn.execute("SELECT count(*) FROM core.dues").fetchone() == (0,)
    assert _names(server) == before
    with pytest.raises(ZeroDivisionError), scratch_in_background(tmp_path):
        _ = 1 / 0
    assert _names(server) == before
