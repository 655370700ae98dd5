"""One embedded server for the whole session; each warehouse is a database of its own, copied from a migrated one."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psutil
import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.session import (
    CIPHER_KEY,
    HASH_KEY,
    TEMPLATE,
    TEST_DATABASE,
    connections_kept,
    lent,
    let_go,
    record_keys,
    verdicts_kept,
)
from transforms.intake.reading.reader import Reader
from warehouse import migrate
from warehouse.access import OFFICE_GROUPS, ROLES
from warehouse.embedded.server import Server

# The long ones start first, so that both cores end at about the same time.
LONG_FIRST = (
    "tests/airflow/test_killed_services.py",
    "tests/airflow/test_make_run.py",
    "tests/airflow/test_make_up.py",
    "tests/properties/reference/test_agreement.py",
    "tests/campaign/test_truth.py",
    "tests/campaign/test_bad_deliveries.py",
    "tests/campaign/test_reruns.py",
    "tests/properties/test_event_orders",
    "tests/steps/intake/test_history_checks.py",
    "tests/statements/assess/test_membership.py",
    "tests/steps/senders/test_reminders.py",
    "tests/steps/intake/test_killed_intake.py",
    "tests/airflow/test_approval_through_api.py",
    "tests/bad_inputs/",
    "tests/unit/expectations/test_groups.py",
    "tests/steps/policy/",
    "tests/airflow/test_refused_correction.py",
    "tests/campaign/test_corrected_campaign.py",
    "tests/unit/policy/test_diff.py",
)
PASSING: list[tuple[str, str]] = []  # (address of the server, name) of the databases of the module that runs


pytest_plugins = [
    "tests.support.fixtures.held_deliveries",
    "tests.support.fixtures.month_of_events",
    "tests.support.fixtures.scenes",
]
# Property tests run on shared machines: no deadline for a single example.
hypothesis.settings.register_profile("shared-machine", deadline=None)
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "shared-machine"))


def pytest_configure(config: pytest.Config) -> None:
    """The files of the tests go where the databases are. Small databases come and go by the hundred, and the server
    looks through its whole cache for each that goes.
    """
    os.environ.setdefault("CAMPAIGN_DATABASE_CACHE_MB", "256")
    if (memory := _quick_folder()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {prefix: number for number, prefix in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: next((n for p, n in rank.items() if item.nodeid.startswith(p)), len(rank)))


# Modules that read one costly fixture of the session go to one core.
TOGETHER = {
    "tests/bad_inputs/test_table.py": "tests/bad_inputs/test_kinds.py",  # every file of the table, read and gated
}


# The same for the finished campaign of one pack; their tests about another pack go where that pack is.
ON_FINISHED = ("test_board", "test_person_lists", "test_questions", "test_truth")


class ByModuleAndPack(LoadScopeScheduling):
    """On several cores a module stays together, for its fixtures; only campaigns are split by pack, orders by first."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::")[0]
        module = TOGETHER.get(module, module)
        if Path(module).stem in ON_FINISHED and module.startswith("tests/campaign/"):
            pack = re.search(r"([a-z]+-[0-9]{4})\]", nodeid)
            return f"finished campaign/{pack.group(1) if pack else 'dongan-2020'}"
        part = re.search(r"\[([a-z]+-[0-9]{4}|first-[0-9])\]", nodeid)
        return f"{module}/{part.group(1)}" if part else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModuleAndPack:
    return ByModuleAndPack(config, log)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The embedded server of this session, migrated; stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="campaign-test-", dir=os.environ.get("CAMPAIGN_TEST_DIR") or _quick_folder()))
    if os.geteuid() == 0:  # the server's own user may not enter a folder of root
        (home / "postgres").mkdir()
        (home / "postgres" / "place").write_text(f"{home}-database")
    one = Server(home)
    one.start()
    try:
        _be_quick(one)
        passwords = {role: one.password(role) for role in ROLES}
        migrate.upgrade(one.url(TEMPLATE, "owner"), passwords)
        record_keys(one.url(TEMPLATE, "owner"))
        _let_in_quickly(one)
        yield one
    finally:
        one.destroy()
        shutil.rmtree(home, ignore_errors=True)


def _quick_folder() -> Path | None:
    """Memory in the place of a disk where there is plenty: each of hundreds of databases is a thousand small files."""
    memory, enough = Path("/dev/shm"), 8 << 30
    if not os.access(memory, os.W_OK):
        return None
    room = os.statvfs(memory)
    # available, not free: the kernel fills free memory with files that it read, and gives it back when it is wanted
    is_enough = min(room.f_bavail * room.f_frsize, psutil.virtual_memory().available) > enough
    return memory if is_enough and not room.f_flag & os.ST_NOEXEC else None


def _be_quick(server: Server) -> None:
    """No test loses power: what a client was told is committed is still there when a process is killed."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            conn.execute(f"ALTER SYSTEM SET {setting} = off")
        conn.execute("SELECT pg_reload_conf()")


def _let_in_quickly(server: Server) -> None:
    """To hash a password four thousand times is a third of a connection, and there are ten thousand connections."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
        conn.execute("SET scram_iterations = 1")
        for role in ("postgres", "owner", *ROLES):
            password = sql.Literal(server.password(role))
            conn.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), password))


@pytest.fixture(scope="session", autouse=True)
def shared() -> Iterator[Reader]:
    """What the pipeline is lent in all tests of this session (tests/support/session.py)."""
    with lent() as reader, verdicts_kept(), connections_kept():
        yield reader


@pytest.fixture(scope="session")
def reader(shared: Reader) -> Reader:
    """The guarded child that reads files, one for all tests of this session."""
    return shared


@pytest.fixture(scope="module", autouse=True)
def databases_go() -> Iterator[None]:
    """Removes the module's databases: what is removed early is never written to the disk."""
    yield
    while PASSING:
        url, name = PASSING.pop()
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def make_warehouse(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """A function that makes a fresh migrated database and its settings; `policies` may be a scratch folder of packs.

    The database goes with the module that asked for it, unless `is_kept`: what several modules read. `like`: a copy of
    that warehouse and its state folder, with nobody at work in it.
    """
    numbers = itertools.count(1)

    def make(policies: Path | None = None, is_kept: bool = False, like: Settings | None = None) -> Settings:
        name, template = f"{TEST_DATABASE}{next(numbers)}", TEMPLATE
        home = tmp_path_factory.mktemp(name)
        if like is not None:
            let_go(like.warehouse_urls.values())
            template = like.warehouse_url("owner").rsplit("/", 1)[1]
            shutil.copytree(like.home, home, dirs_exist_ok=True)
        if not is_kept:
            PASSING.append((server.url("postgres", "postgres"), name))
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER owner STRATEGY FILE_COPY")
            conn.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
            conn.execute(f"GRANT CONNECT ON DATABASE {name} TO {', '.join((*ROLES, *OFFICE_GROUPS))}")
            conn.execute(f"GRANT TEMPORARY ON DATABASE {name} TO loader")
        return Settings(
            home=home,
            policies_dir=policies or REPOSITORY / "policies",
            packs=("dongan-2020",),
            embedded=True,
            warehouse_urls={role: server.url(name, role) for role in ("owner", *ROLES)},
            hash_key=HASH_KEY,
            cipher_key=CIPHER_KEY,
            smtp=None,
        )

    return make


@pytest.fixture()
def settings(make_warehouse: Callable[..., Settings]) -> Settings:
    """A fresh warehouse for one test."""
    return make_warehouse()


@pytest.fixture()
def warehouse_url(settings: Settings) -> str:
    """The owner's URL of a fresh, migrated warehouse."""
    return settings.warehouse_url("owner")
