"""The board reads its own URL alone: the api-server of the server size has no other one, and no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.board.connection import warehouse_url
from pipeline.runtime.settings import SettingsError

URL = "postgresql://board:secret@db/warehouse"


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
