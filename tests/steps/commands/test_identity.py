"""`campaign identity …`, as an official types it: nothing personal on the screen, and who may read what."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.files.newborns import BORN, name, number
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.scenes import NUMBER
from transforms.identity.keyring import Keyring
from warehouse import bulk, engine

Call = Callable[..., tuple[int, str]]
PAIR = (number(1), number(3))
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture()
def call(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Two persons of one name and day of birth whose numbers differ in one place, as an assessment leaves them."""
    environment.leads_to(settings, monkeypatch)
    monkeypatch.setattr("pipeline.commands.console.console._width", 250)
    keyring = Keyring(settings.hash_key, settings.cipher_key)
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, PACK))
        for key, text in zip(keyring.alias_keys(PAIR), PAIR, strict=True):
            cipher, named = keyring.encrypt([text, name(1)])
            who = {"person_key": key.hex(), "document_kind": "resident", "number_cipher": cipher, "name_cipher": named}
            bulk.insert(conn, "vault.person", [who])
            trait = {"campaign_id": NUMBER, "person_key": key.hex(), "birth_on": BORN, "years_enrolled": []}
            trait |= {"on_roll": True, "on_list": False}
            bulk.insert(conn, "core.trait", [trait])

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, ["identity", *arguments], input=typed, catch_exceptions=False)
        return result.exit_code, result.output

    return run


def test_listed_decided_and_taken_back(call: Call, settings: Settings) -> None:
    code, text = call("review")
    assert code == 0 and "同名同出生日期，两个号码" in text and "号码只差一位" in text and "待核" in text
    found = ID.search(text)
    assert found
    entry = found.group()
    code, said = call("same", entry[:8], "--by", "王科长", typed="已核户口簿\n")
    assert code == 0 and "已定为同一人" in said and "campaign run" in said
    assert "此前已这样决定过" in call("same", entry, "--by", "王科长", "--reason", "再核")[1]
    assert "没有待核的人员" in call("review")[1] and entry in call("review", "--all")[1]
    code, undone = call("undo", entry, "--by", "王科长", "--reason", "误判")
    assert code == 0 and "待核" in undone
    code, refused = call("undo", entry, "--by", "王科长", "--reason", "误判")
    assert code == 1 and "没有人工决定可以收回" in refused
    code, unknown = call("different", "00000000-0", "--by", "王科长", "--reason", "双胞胎")
    assert code == 1 and "campaign identity review" in unknown
    assert "新列入待核 0 条" in call("search")[1]
    shown = text + said + undone + refused + unknown
    assert not [value for value in (*PAIR, name(1), PAIR[0][6:14]) if value in shown]


def test_analysts_see_counts_and_nobody(call: Call, settings: Settings) -> None:
    call("search")
    keys = [key.hex() for key in Keyring(settings.hash_key, settings.cipher_key).alias_keys(PAIR)]
    with psycopg.connect(settings.warehouse_url("analyst"), autocommit=True) as conn:
        rows = conn.execute("SELECT * FROM mart.identity_review").fetchall()
        assert len(rows) == 1 and rows[0][-1] == 1
        assert not [key for key in keys if key in repr(rows).replace("-", "")]
        for table in ("vault.review", "vault.review_state", "vault.certificate_fact", "core.linked_person"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "table", ["vault.review", "vault.review_decision", "vault.certificate_fact", "core.person_link"]
)
def test_the_trail_cannot_be_changed(settings: Settings, table: str) -> None:
    with psycopg.connect(settings.warehouse_url("loader"), autocommit=True) as conn:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET campaign_id = 0"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)
