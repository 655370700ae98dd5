"""Both data keys are replaced: nothing but keys, ciphers and aliases changes, and later rows meet their persons."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.feedback import run as feedback
from pipeline.identity import keys, review
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.publish import run as publish
from pipeline.runtime import key_files
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.trust import rotation
from pipeline.verify import invariants
from tests.support.environment import ONE_THREAD
from tests.support.files.newborns import Cradle, Said
from tests.support.files.small_deliveries import PACK, number
from tests.support.session import CIPHER_KEY, HASH_KEY, let_go, with_key_files
from tests.support.warehouse import opened
from warehouse import engine
from warehouse.embedded.server import Server

KINDS = ("special_list", "roll", "employee", "tax_feed")
DAY, LATER = dt.date(2019, 12, 10), dt.date(2019, 12, 20)
NOW = dt.datetime(2019, 12, 20, 12, tzinfo=dt.UTC)
MASTER_KEY = bytes(range(32))


def quiet(text: str) -> None:
    assert not any(digit * 6 in text for digit in "0123456789")


def handle(settings: Settings, deliveries: list[Announcement], day: dt.date) -> None:
    """Land, take in, assess, publish, give feedback, and search for look-alikes."""
    landing.deliver(settings, PACK, deliveries, clock=lambda: NOW)
    intake.run(settings, PACK, KINDS, day, clock=lambda: NOW)
    assess.run(settings, PACK, day)
    publish.run(settings, PACK, day)
    feedback.run(settings, PACK, day, clock=lambda: NOW)
    review.search(settings, PACK)


def first_deliveries(desk: Cradle) -> list[Announcement]:
    return [
        desk.born_roll([Said(1), Said(2), Said(3, "number"), Said(4, "number")]),
        desk.full([1, 2, 3], "2019-11", "2019-11-30"),
        desk.born_tax([Said(3, "number")], "2019-11-05"),
        desk.employee([2], "2019-11", "2019-11-25"),
    ]


def later_deliveries(desk: Cradle) -> list[Announcement]:
    """Known persons, new persons, a certificate that gets a number, and a second name of a known number."""
    return [
        desk.born_list([Said(1, "both"), Said(3, "number", name="别名"), Said(5, "both"), Said(6, "number")], "2019-12",
                       "2019-12-12"),
        desk.born_tax([Said(1, "number"), Said(2), Said(4, "number"), Said(6, "number")], "2019-12-11"),
        desk.employee([2, 3], "2019-12", "2019-12-12"),
    ]  # fmt: skip


def files(settings: Settings) -> dict[str, bytes]:
    """Published files: name -> bytes."""
    folder = settings.home / "outbox"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*")) if path.is_file() and "feedback" not in path.parts
    }  # fmt: skip


def aliases(settings: Settings) -> int:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return int(conn.execute("SELECT count(*) FROM vault.alias").fetchone()[0])  # type: ignore[index]


@pytest.fixture(scope="module")
def county(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with a few persons, of numbers and of certificates, and a note of a township about one of them."""
    settings = with_key_files(make_warehouse())
    desk = Cradle(tmp_path_factory.mktemp("desk"))
    landing.deliver(settings, PACK, first_deliveries(desk)[:2], clock=lambda: NOW)
    intake.run(settings, PACK, KINDS, DAY, clock=lambda: NOW)
    with engine.create(settings.warehouse_url("loader")).begin() as loader:
        (cipher,) = keys.open_keys(loader, settings).keyring.encrypt(["在外地务工"])
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute(
            "INSERT INTO vault.reason_note SELECT campaign_id, delivery_id, 1, %s FROM landing.delivery LIMIT 1",
            (cipher,),
        )
    return settings


@pytest.fixture()
def copied(county: Settings, make_warehouse: Callable[..., Settings]) -> Settings:
    return replace(make_warehouse(like=county), hash_key=b"", cipher_key=b"")


def test_every_identity_is_encrypted_anew_and_everything_else_stays(copied: Settings) -> None:
    before, old = opened.take(copied), key_files.read(copied.home)
    with psycopg.connect(copied.warehouse_url("owner")) as conn:
        ciphers = {row[0] for row in conn.execute("SELECT number_cipher FROM vault.person")}
    lines: list[str] = []
    done = rotation.rotate(copied, lines.append, batch_rows=2)
    assert done.key_no == 2 and done.persons == len(ciphers) == aliases(copied) >= 7
    assert len(lines) >= 4 and "密钥序号 2" in lines[-1]
    assert opened.take(copied) == before
    new = key_files.read(copied.home)
    assert new.hash_key != old.hash_key and new.cipher_key != old.cipher_key
    assert not list((copied.home / "secrets").glob("*.next"))
    with psycopg.connect(copied.warehouse_url("owner")) as conn:
        now = {row[0] for row in conn.execute("SELECT number_cipher FROM vault.person")}
        assert not now & ciphers and conn.execute("SELECT count(*) FROM vault.rotated_person").fetchone() == (0,)
    with pytest.raises(keys.KeysChanged, match="It is version 1, which `campaign keys rotate` has replaced"):
        keys.check(replace(copied, hash_key=old.hash_key, cipher_key=old.cipher_key))


def test_persons_are_met_again_after_a_second_rotation(copied: Settings, tmp_path: Path) -> None:
    rotation.rotate(copied, quiet)
    desk = Cradle(tmp_path)
    landing.deliver(copied, PACK, [desk.full([1, 2, 9], "2019-12", "2019-12-05")], clock=lambda: NOW)
    intake.run(copied, PACK, KINDS, LATER, clock=lambda: NOW)
    before = opened.take(copied)
    assert sum(row[1:3] == ("resident", number(1)) or number(1) in row for row in before["vault.person"]) == 1
    assert rotation.rotate(copied, quiet).persons == len(before["vault.person"]) == aliases(copied)
    assert opened.take(copied) == before


def test_a_rotation_under_a_master_key_keeps_no_key_in_a_file(copied: Settings) -> None:
    before = opened.take(copied)
    wrapped = replace(copied, master_key=MASTER_KEY)
    rotation.rotate(wrapped, quiet)
    assert not any((copied.home / "secrets" / name).exists() for name in key_files.NAMES)
    assert opened.take(wrapped) == before
    with pytest.raises(keys.KeysRefused, match="set the master key"):
        keys.check(copied)
    on_a_server = replace(wrapped, embedded=False)
    assert rotation.rotate(on_a_server, quiet).key_no == 3
    assert opened.take(on_a_server) == before


def test_without_a_place_for_new_keys_nothing_changes(county: Settings) -> None:
    given = replace(county, hash_key=HASH_KEY, cipher_key=CIPHER_KEY)
    with pytest.raises(keys.KeysRefused, match="wrapped: set the master key"):
        rotation.rotate(replace(given, embedded=False), quiet)
    with pytest.raises(keys.KeysRefused, match="which a rotation cannot change"):
        rotation.rotate(replace(given, home=county.home / "elsewhere"), quiet)
    with pytest.raises(keys.KeysRefused, match="is not the key of this warehouse"):
        rotation.rotate(replace(given, hash_key=HASH_KEY[::-1]), quiet)
    assert aliases(county) == 0
    keys.check(county)


def test_batches_whose_keys_are_lost_are_made_again(copied: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened.take(copied)
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_switch", _stop)
        with pytest.raises(_Stopped):
            rotation.rotate(copied, quiet, batch_rows=2)
    assert opened.take(copied) == before  # the former keys read everything
    key_files.remove(copied.home, is_next=True)
    rotation.rotate(copied, quiet, batch_rows=2)
    assert opened.take(copied) == before


def test_a_step_that_began_before_the_end_of_a_rotation_writes_nothing(copied: Settings) -> None:
    with engine.create(copied.warehouse_url("loader")).begin() as conn:
        former = keys.open_keys(conn, copied)
    rotation.rotate(copied, quiet)
    with engine.create(copied.warehouse_url("loader")).begin() as conn:
        with pytest.raises(keys.KeysChanged, match="Repeat it"):
            keys.confirm(conn, former)
        keys.confirm(conn, keys.open_keys(conn, copied))


def test_persons_who_arrive_while_it_is_prepared_are_rotated_too(
    copied: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real, desk = rotation._switch, Cradle(tmp_path)

    def switch(conn: Any, versions: Any) -> int:
        monkeypatch.setattr(rotation, "_switch", real)
        landing.deliver(copied, PACK, [desk.full([21, 22, 23, 24], "2019-12", "2019-12-05")], clock=lambda: NOW)
        intake.run(copied, PACK, KINDS, LATER, clock=lambda: NOW)
        return real(conn, versions)

    monkeypatch.setattr(rotation, "_switch", switch)
    done = rotation.rotate(copied, quiet)
    assert done.persons == aliases(copied) == len(opened.take(copied)["vault.person"])
    assert all(finding.problems == 0 for finding in invariants.run(copied, PACK))


@pytest.mark.long
def test_a_campaign_with_a_rotation_in_it_has_equal_results(
    make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    plain, rotated = with_key_files(make_warehouse()), with_key_files(make_warehouse())
    for settings in (plain, rotated):
        handle(settings, first_deliveries(Cradle(tmp_path / "first")), DAY)
    rotation.rotate(rotated, quiet, batch_rows=3)
    for settings in (plain, rotated):
        handle(settings, later_deliveries(Cradle(tmp_path / "later")), LATER)
    expected = opened.take(plain)
    assert opened.take(rotated) == expected
    assert len(expected["core.linked_person"]) >= 2 and expected["vault.review"] and expected["core.dues"]
    assert files(rotated) == files(plain) != {}
    assert all(finding.problems == 0 for finding in invariants.run(rotated, PACK))


@pytest.mark.long
def test_killed_at_every_side_effect_and_run_again(county: Settings, server: Server, tmp_path: Path) -> None:
    let_go(county.warehouse_urls.values())
    request = json.dumps({
        "home": str(server.home), "folder": str(tmp_path), "like": str(county.home),
        "template": county.warehouse_url("owner").rsplit("/", 1)[1],
    })  # fmt: skip
    environment = {**os.environ, **ONE_THREAD}
    run = subprocess.run(
        [sys.executable, "-m", "tests.steps.trust.kill_rotation", request],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    result = json.loads(run.stdout.split("RESULT")[1])
    assert result["different"] == [] and result["killed"] == result["tried"] >= 30
    assert result["kinds"]["sql"] > 10 and result["kinds"]["commit"] > 4 and result["kinds"]["fsync"] >= 5


class _Stopped(Exception):  # noqa: N818 - a stop that the test wants
    pass


def _stop(*_: object) -> int:
    raise _Stopped
