"""A campaign goes back to a noted time after an accident: equal to then, equal after a repetition, no mail twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.mail import sent_before
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from tests.cluster.recovery.container import Container
from tests.steps.assess.test_rewind import season
from tests.steps.trust.test_rotation import files, handle
from tests.support.files.small_deliveries import PACK
from tests.support.postbox import Postbox
from tests.support.session import CIPHER_KEY, HASH_KEY, record_keys
from tests.support.warehouse import snapshot
from warehouse.access import ROLES

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def settings(container: Container, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The warehouse of the composition: made by the container's first start and by `airflow-init`."""
    made = container.script(
        "databases.sh", PGHOST="127.0.0.1", PGPASSWORD=container.values["POSTGRES_PASSWORD"]
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    owner = container.url("owner", "warehouse")
    names = {f"WAREHOUSE_{role.upper()}_PASSWORD" for role in ROLES}
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(REPOSITORY),
        "CAMPAIGN_WAREHOUSE_URL_OWNER": owner,
        **{name: container.values[name] for name in names},
    }
    subprocess.run([sys.executable, str(REPOSITORY / "docker" / "init_warehouse.py")], env=env, check=True)
    record_keys(owner)
    return Settings(
        home=tmp_path_factory.mktemp("home"),
        policies_dir=REPOSITORY / "policies",
        packs=(PACK,),
        embedded=False,
        warehouse_urls={role: container.url(role, "warehouse") for role in ("owner", *ROLES)},
        hash_key=HASH_KEY,
        cipher_key=CIPHER_KEY,
        smtp=None,
    )


def _publications(settings: Settings) -> list[Any]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute("SELECT publication_id, manifest FROM ledger.publication ORDER BY 1").fetchall()


def _content(settings: Settings) -> tuple[dict[str, Any], list[Any]]:
    return snapshot.take(settings), _publications(settings)


def _check_invariants(settings: Settings) -> None:
    assert [finding for finding in invariants.run(settings, PACK) if finding.problems] == []


def test_back_to_a_noted_time_and_on_again(container: Container, settings: Settings, tmp_path: Path) -> None:
    assert container.script("base_backup.sh").returncode == 0
    postbox, days = Postbox(), list(season(tmp_path, 4))
    for day, coming in days[:4]:
        handle(settings, coming, day)
        postbox.collect(settings, PACK)
    noted = _time(settings)
    then, sent_then = _content(settings), len(postbox.messages)
    for day, coming in days[4:]:
        handle(settings, coming, day)
        postbox.collect(settings, PACK)
    now, published, before_accident = _content(settings), files(settings), _time(settings)
    assert len(postbox.messages) > sent_then > 0 and len(now[1]) > len(then[1]) > 0

    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        assert conn.execute("DELETE FROM core.payment").rowcount > 10
    assert _content(settings) != now
    with publisher(settings).connect() as database:
        sent = sent_before.export_sent(database, PACK)
    _recover(container, noted)
    assert _content(settings) == then, container.log_tail()
    _check_invariants(settings)
    for day, coming in days[4:]:
        handle(settings, coming, day)
    assert _content(settings) == now and files(settings) == published
    _check_invariants(settings)
    with publisher(settings).begin() as database:
        done = sent_before.import_sent(database, PACK, sent)
    count = len(postbox.messages)
    assert (done.marked, done.changed, done.missing) == (count - sent_then, (), 0)
    postbox.collect(settings, PACK)
    assert len(postbox.messages) == count, "no mail twice"
    assert max(Counter(message["Message-ID"] for message in postbox.messages).values()) == 1
    _recover(container, before_accident, "1")
    assert _content(settings) == now, "a later time of the first history"
    _check_that_old_copies_go(container)


def _time(settings: Settings) -> str:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        row = conn.execute("SELECT clock_timestamp()::text").fetchone()
    assert row is not None
    return str(row[0])


def _recover(container: Container, *arguments: str) -> None:
    container.stop()
    recovered = container.script("recover.sh", *arguments)
    assert recovered.returncode == 0, recovered.stderr
    container.start()


def _check_that_old_copies_go(container: Container) -> None:
    """A further base backup that keeps one copy removes the first, and the log that only the first needed."""
    wal, base = container.archive / "wal", container.archive / "base"
    container.archive_now()
    assert container.script("base_backup.sh", "0").returncode == 1
    first = {path.name for path in base.iterdir()}
    old = {path.name for path in wal.iterdir() if path.name.startswith("00000001")}
    made = container.script("base_backup.sh", "1")
    assert made.returncode == 0, made.stderr
    left = {path.name for path in base.iterdir()}
    assert len(left) == 1 and not left & first
    assert old and not old & {path.name for path in wal.iterdir()}
