"""The board reads its own URL alone: the api-server of the server size has no other one, and no key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy.pool import QueuePool

from pipeline.board.connection import POOL_SIZE, engine_of, warehouse_url
from pipeline.runtime.settings import SettingsError

URL = "postgresql://board:secret@db/warehouse"
ROLES = Path(__file__).parents[3] / "sql/access/roles.sql"


def test_the_variable_of_the_board_is_enough() -> None:
    assert warehouse_url({"CAMPAIGN_WAREHOUSE_URL_BOARD": URL}) == URL


def test_the_url_of_another_role_is_never_used() -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_WAREHOUSE_URL_BOARD") as error:
        warehouse_url({"CAMPAIGN_WAREHOUSE_URL_OWNER": URL})
    assert "secret" not in str(error.value)


def test_the_embedded_server_has_a_password_for_the_board(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert warehouse_url({"CAMPAIGN_HOME": str(home)}).startswith("postgresql://board:")
    assert (home / "secrets" / "board.password").stat().st_mode & 0o777 == 0o600


def test_connections_are_kept_and_fewer_than_the_server_admits() -> None:
    """Two processes of the api-server, and one that starts while another ends."""
    pool = engine_of(URL).pool
    assert isinstance(pool, QueuePool) and pool.size() == POOL_SIZE and engine_of(URL).pool is pool
    admitted = re.search(r"\('board', (\d+)\)", ROLES.read_text(encoding="utf-8"))
    assert admitted is not None and int(admitted.group(1)) >= 3 * POOL_SIZE
