"""Each step in a process with a local disk of its own and one object store: the results of one host, byte by byte."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.runtime.settings import REPOSITORY, Settings
from simulation import simulate
from simulation.localities import PLACES
from tests.support.environment import ONE_THREAD
from tests.support.files import simulated_manifest
from tests.support.object_store import Bucket, object_server
from tests.support.warehouse import snapshot

pytestmark = pytest.mark.long  # nine steps, each a process of its own

PACK = "dongan-2020"
PERSONS = 800
HOSTS = 4


class Outcome(NamedTuple):
    """Warehouse and stores after all steps: snapshot, key -> bytes of each store, files left on the hosts' disks."""

    warehouse: dict[str, object]
    landing: dict[str, bytes]
    outbox: dict[str, bytes]
    lists: dict[str, bytes]
    on_disks: set[str]


def _environment(settings: Settings, home: Path) -> dict[str, str]:
    return {
        "CAMPAIGN_HOME": str(home), "CAMPAIGN_HASH_KEY": settings.hash_key.hex(),
        "CAMPAIGN_CIPHER_KEY": settings.cipher_key.hex(),
        "CAMPAIGN_WAREHOUSE_URL_LOADER": settings.warehouse_url("loader"),
        "CAMPAIGN_WAREHOUSE_URL_PUBLISHER": settings.warehouse_url("publisher"),
    }  # fmt: skip


def _run(folder: Path, day: dt.date, hosts: list[dict[str, str]]) -> None:
    plan = json.dumps({"pack_code": PACK, "day": day.isoformat(), "folder": str(folder), "hosts": hosts})
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.steps_of_hosts", plan], cwd=REPOSITORY, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | ONE_THREAD, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert set(json.loads(done.stdout.rpartition("RESULT")[2])) == {0}, done.stderr[-3000:]


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _below(bucket: Bucket, prefix: str) -> dict[str, bytes]:
    objects = bucket.objects()
    assert all(name.startswith("county/") for name in objects)
    return {name.removeprefix(prefix): content for name, content in objects.items() if name.startswith(prefix)}


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dt.date]:
    folder = tmp_path_factory.mktemp("delivered")
    place = simulate(PACK, PERSONS / sum(target for _, target in PLACES[PACK].units), 3, folder, mistakes=0.05)
    simulated_manifest.keep_feeds(folder, 20)  # each run gates all files; more of them show nothing new
    lines = simulated_manifest.read(folder)
    simulated_manifest.write(folder, [line for line in lines if line["list_mode"] != "change"])
    return folder, place.business_date


@pytest.fixture(scope="module")
def one_host(
    make_warehouse: Callable[..., Settings], delivered: tuple[Path, dt.date], tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    settings, home = make_warehouse(), tmp_path_factory.mktemp("one-host")
    _run(*delivered, [_environment(settings, home)])
    landing, outbox, lists = (_files(home / name) for name in ("landing", "outbox", "lists"))
    return Outcome(snapshot.take(settings), landing, outbox, lists, set())


@pytest.fixture(scope="module")
def several_hosts(
    make_warehouse: Callable[..., Settings], delivered: tuple[Path, dt.date], tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    settings, homes = make_warehouse(), [tmp_path_factory.mktemp("host") for _ in range(HOSTS)]
    with object_server() as server:
        bucket = server.bucket()
        stores = {
            "CAMPAIGN_LANDING": f"s3://{bucket.name}/county/landing",
            "CAMPAIGN_OUTBOX": f"s3://{bucket.name}/county/outbox",
            "CAMPAIGN_LISTS": f"s3://{bucket.name}/county/lists",
        }
        _run(*delivered, [_environment(settings, home) | stores | bucket.environment() for home in homes])
        left = {name for home in homes for name in _files(home)}
        stored = [_below(bucket, f"county/{name}/") for name in ("landing", "outbox", "lists")]
        assert sum(map(len, stored)) == len(bucket.objects()), "an object that is no file of a store"
    return Outcome(snapshot.take(settings), *stored, left)


def test_no_file_is_left_on_a_disk_of_a_host(several_hosts: Outcome) -> None:
    assert several_hosts.on_disks == set()


def test_the_stores_have_equal_files(one_host: Outcome, several_hosts: Outcome) -> None:
    assert len(one_host.landing) > 10 and several_hosts.landing == one_host.landing
    parts = {key.split("/")[0] for key in one_host.outbox}
    assert parts == {"sha256", PACK, "feedback"} and several_hosts.outbox == one_host.outbox
    assert len(one_host.lists) > 1 and several_hosts.lists == one_host.lists


def test_the_warehouses_are_equal(one_host: Outcome, several_hosts: Outcome) -> None:
    assert several_hosts.warehouse == one_host.warehouse


def test_the_returned_workbook_is_a_delivery(delivered: tuple[Path, dt.date], one_host: Outcome) -> None:
    """The steps reach every reader of a stored file, also that of a workbook that came back."""
    (returned,) = set(one_host.landing.values()) - set(_files(delivered[0]).values())
    assert returned in [content for key, content in one_host.outbox.items() if key.startswith("feedback/")]
