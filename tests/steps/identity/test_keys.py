"""Data keys that are not those of the warehouse are refused at every step, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.assess import run as assess
from pipeline.commands.main import app
from pipeline.feedback import run as feedback
from pipeline.holds import decide
from pipeline.identity import keys, review
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.publish import run as publish
from pipeline.runtime import key_files
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from pipeline.workbench import explain
from tests.support import environment
from tests.support.files.small_deliveries import PACK, Desk, number
from tests.support.session import CIPHER_KEY, HASH_KEY
from tests.support.warehouse import snapshot
from transforms.identity.data_keys import DataKeys
from transforms.identity.keyring import Keyring
from warehouse import engine

DAY = dt.date(2019, 12, 10)
MASTER_KEY = bytes(32)
NOBODY = "00000000-0000-0000-0000-000000000000"
STEPS: dict[str, Callable[[Settings], object]] = {
    "intake": lambda settings: intake.run(settings, PACK, ("special_list",), DAY),
    "assess": lambda settings: assess.run(settings, PACK, DAY),
    "publish": lambda settings: publish.run(settings, PACK, DAY),
    "correct": lambda settings: publish.correct(settings, PACK),
    "feedback": lambda settings: feedback.run(settings, PACK, DAY),
    "search": lambda settings: review.search(settings, PACK),
    "entries": lambda settings: review.entries(settings, PACK),
    "same": lambda settings: review.decide(settings, PACK, NOBODY, "same", "王科长", "已核", DAY),
    "release": lambda settings: decide.decide(settings, PACK, NOBODY, "accept", "王科长", "已核", "0" * 64, DAY),
    "explain": lambda settings: explain.find_person(settings, number(1)),
    "verify": lambda settings: invariants.run(settings, PACK),
    "start": keys.check,
}
"""Name of a step or of the start of services -> function that runs it."""


@pytest.fixture(scope="module")
def county(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with two persons, a list that waits, and its keys in files."""
    settings = make_warehouse()
    for name, key in (("hash_key", HASH_KEY), ("cipher_key", CIPHER_KEY)):
        file = settings.home / "secrets" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(key.hex())
    desk = Desk(tmp_path_factory.mktemp("desk"))
    landing.deliver(settings, PACK, [desk.full([1, 2], "2019-11", "2019-11-30")])
    assert STEPS["intake"](settings).committed == 1
    landing.deliver(settings, PACK, [desk.full([1, 2, 3], "2019-12", "2019-12-05")])
    return settings


def fault(settings: Settings, name: str) -> Settings:
    """Return the settings with one fault of their keys."""
    given = {
        "other hash key": {"hash_key": HASH_KEY[::-1]},
        "other cipher key": {"cipher_key": CIPHER_KEY[::-1]},
        "swapped": {"hash_key": CIPHER_KEY, "cipher_key": HASH_KEY},
        "missing": {"hash_key": b"", "home": settings.home / "elsewhere"},
        "both missing": {"hash_key": b"", "cipher_key": b"", "home": settings.home / "elsewhere"},
    }
    return replace(settings, **given[name])  # type: ignore[arg-type]


def files(settings: Settings) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(settings.home.rglob("*")) if path.is_file()}


FAULTS = {
    "other hash key": "the hash key .* is not the key of this warehouse .*backup of the keys.*Nothing was written",
    "other cipher key": "the cipher key .* is not the key of this warehouse .*backup of the keys",
    "swapped": "are swapped. Exchange them",
    "missing": "the hash key .* is missing, and this warehouse was written with it. No new key was made",
    "both missing": "the hash key .* and the cipher key .* is missing",
}


def test_other_missing_and_swapped_keys_are_refused_by_every_step(county: Settings) -> None:
    before = snapshot.take(county), files(county)
    for name, text in FAULTS.items():
        for step, run in STEPS.items():
            with pytest.raises(keys.KeysRefused, match=text) as refused:
                run(fault(county, name))
            assert all(key.hex() not in str(refused.value) for key in (HASH_KEY, CIPHER_KEY)), (name, step)
    assert (snapshot.take(county), files(county)) == before


def test_a_command_ends_with_the_words_and_status_1(county: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.leads_to(county, monkeypatch)
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", HASH_KEY[::-1].hex())
    for command in (
        ["run", "--on", "2019-12-10"],
        ["publish", "--on", "2019-12-10"],
        ["identity", "search"],
        ["verify"],
    ):
        result = CliRunner().invoke(app, [*command, "--pack", PACK])
        assert result.exit_code == 1 and "is not the key of this warehouse" in result.output.replace("\n", " "), command


def test_a_file_put_back_is_enough(county: Settings) -> None:
    file = key_files.path(county.home, "hash_key")
    away = file.rename(file.with_name("away"))
    from_files = replace(county, hash_key=b"", cipher_key=b"")
    with pytest.raises(keys.KeysRefused, match="is missing"):
        keys.check(from_files)
    assert not file.exists()
    away.rename(file)
    keys.check(from_files)


def test_persons_without_check_values_are_refused(settings: Settings) -> None:
    _forget_keys(settings)
    cipher = Keyring(HASH_KEY, CIPHER_KEY).encrypt([number(1)])[0]
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute(
            "INSERT INTO vault.person (person_key, document_kind, number_cipher) VALUES (%s, 'resident', %s)",
            (NOBODY, cipher),
        )
    with pytest.raises(keys.KeysRefused, match="holds persons but no check values"):
        keys.check(settings)


def test_the_first_start_makes_the_keys_that_are_missing_and_records_them(settings: Settings) -> None:
    _forget_keys(settings)
    empty = replace(settings, hash_key=b"", cipher_key=b"")
    keys.check(empty)
    made = key_files.read(settings.home)
    assert (len(made.hash_key), len(made.cipher_key)) == (32, 64)
    keys.check(empty)
    assert key_files.read(settings.home) == made
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        opened = keys.open_keys(conn, empty)
    assert opened.key_no == 1
    assert opened.keyring.alias_keys(["甲"]) == Keyring(made.hash_key, made.cipher_key).alias_keys(["甲"])
    with pytest.raises(keys.KeysRefused, match="is not the key"):
        keys.check(settings)


def test_a_server_without_keys_is_told_what_to_set(settings: Settings) -> None:
    _forget_keys(settings)
    with pytest.raises(keys.KeysRefused, match="set CAMPAIGN_HASH_KEY and CAMPAIGN_CIPHER_KEY, or CAMPAIGN_MASTER_KEY"):
        keys.check(replace(settings, embedded=False, hash_key=b"", cipher_key=b""))


def test_under_a_master_key_no_key_stands_in_a_file(settings: Settings) -> None:
    _forget_keys(settings)
    wrapped = replace(settings, hash_key=b"", cipher_key=b"", master_key=MASTER_KEY)
    keys.check(wrapped)
    assert not (settings.home / "secrets" / "hash_key").exists()
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        first = keys.open_keys(conn, wrapped).keyring.alias_keys(["甲"])
        assert keys.open_keys(conn, wrapped).keyring.alias_keys(["甲"]) == first
    with pytest.raises(keys.KeysRefused, match="is not the one that wrapped"):
        keys.check(replace(wrapped, master_key=bytes(31) + b"1"))
    with pytest.raises(keys.KeysRefused, match="are wrapped: set the master key"):
        keys.check(replace(wrapped, master_key=None))


@pytest.mark.parametrize("exchanged", [0, 1, 2])
def test_files_that_a_killed_rotation_did_not_exchange_are_exchanged(settings: Settings, exchanged: int) -> None:
    former = key_files.create(settings.home)
    following = key_files.create(settings.home, is_next=True)
    _forget_keys(settings)
    keys.check(replace(settings, hash_key=following.hash_key, cipher_key=following.cipher_key))
    for name in key_files.NAMES[:exchanged]:
        key_files.promote(settings.home, name)
    given: dict[str, Any] = {"hash_key": former.hash_key, "cipher_key": former.cipher_key}
    if exchanged:  # the settings were read after the kill
        now = key_files.read(settings.home)
        given = {"hash_key": now.hash_key, "cipher_key": now.cipher_key}
    keys.check(replace(settings, **given))
    assert key_files.read(settings.home) == following
    assert key_files.read(settings.home, is_next=True) == DataKeys(b"", b"")


def _forget_keys(settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("DELETE FROM vault.data_key")
