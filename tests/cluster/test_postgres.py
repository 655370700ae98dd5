"""Files of the database container on a real server: first-start script, configuration, init of the roles."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import warehouse.embedded.server
from pipeline.runtime.settings import REPOSITORY
from warehouse.access import ROLES
from warehouse.embedded.server import SERVER_RIGHTS, SUPERUSER, Server

POSTGRES = REPOSITORY / "docker" / "postgres"
PASSWORDS = {"AIRFLOW_DATABASE_PASSWORD": "it's \\airflow", "WAREHOUSE_OWNER_PASSWORD": 'own"er $1'}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Server without the product's roles and databases, as the image initialises it."""
    server = Server(tmp_path_factory.mktemp("bare"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse.embedded.server, "DATABASES", {})
        server.start()
    try:
        yield server
    finally:
        server.destroy()


@pytest.fixture(scope="module")
def initialised(bare: Server) -> Server:
    env = {
        "PATH": f"{bare.binaries}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(bare.port),
        "PGPASSWORD": bare.password(SUPERUSER),
        "CAMPAIGN_SERVER_RIGHTS": str(SERVER_RIGHTS),
        **PASSWORDS,
    }
    subprocess.run(["sh", str(POSTGRES / "databases.sh")], env=env, check=True, capture_output=True)
    return bare


def _connect(server: Server, user: str, password: str, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host="127.0.0.1", port=server.port, user=user, password=password, dbname=database)


def test_first_start_makes_both_databases_with_their_owners(initialised: Server) -> None:
    for user, database, name in (
        ("airflow", "airflow", "AIRFLOW_DATABASE_PASSWORD"),
        ("owner", "warehouse", "WAREHOUSE_OWNER_PASSWORD"),
    ):
        with _connect(initialised, user, PASSWORDS[name], database) as conn:
            conn.execute("CREATE SCHEMA scratch")
            conn.rollback()
            row = conn.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
            assert row == (False, user == "owner")


@pytest.mark.parametrize("database", ["warehouse", "postgres"])
def test_a_role_cannot_enter_another_database(initialised: Server, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        _connect(initialised, "airflow", PASSWORDS["AIRFLOW_DATABASE_PASSWORD"], database)


def test_init_migrates_and_gives_roles_their_passwords(initialised: Server) -> None:
    passwords = {f"WAREHOUSE_{role.upper()}_PASSWORD": f"secret-{role}" for role in ROLES}
    owner = f"postgresql://owner:own%22er%20%241@127.0.0.1:{initialised.port}/warehouse"
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(REPOSITORY),
        "CAMPAIGN_WAREHOUSE_URL_OWNER": owner,
        **passwords,
    }
    for _ in range(2):  # safe to repeat
        _init_warehouse(env)
    for role in ROLES:
        with _connect(initialised, role, f"secret-{role}", "warehouse") as conn:
            assert conn.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'ledger'").fetchone() == (1,)
    with _connect(initialised, "loader", "secret-loader", "warehouse") as conn:
        assert conn.execute("SELECT count(*) FROM core.dues").fetchone() == (0,)


def test_init_names_the_unset_variables() -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "WAREHOUSE_LOADER_PASSWORD": "one"}
    done = _init_warehouse(env, check=False)
    assert done.returncode == 1
    assert "CAMPAIGN_WAREHOUSE_URL_OWNER" in done.stderr and "WAREHOUSE_AUDITOR_PASSWORD" in done.stderr
    assert "WAREHOUSE_LOADER_PASSWORD" not in done.stderr


def test_the_server_reads_the_configuration(bare: Server, tmp_path: Path) -> None:
    """Ask `postgres -C`, which reads the whole file and refuses an unknown name or value."""
    good = (POSTGRES / "postgresql.conf").read_text(encoding="utf-8")
    assert _ask(bare, good, "log_min_error_statement").stdout.strip() == "panic"
    assert _ask(bare, good, "log_error_verbosity").stdout.strip() == "terse"
    assert _ask(bare, good + "\nwork_memory = '64MB'\n", "work_mem").returncode != 0


def _ask(server: Server, text: str, name: str) -> subprocess.CompletedProcess[str]:
    file = server.place.base / "asked.conf"
    file.write_text(text)
    file.chmod(0o644)
    command = [str(server.binaries / "postgres"), "-D", str(server.place.data), "-c", f"config_file={file}", "-C", name]
    user = {} if server.place.uid is None else {"user": server.place.uid, "group": server.place.gid, "extra_groups": []}
    return subprocess.run(command, capture_output=True, text=True, cwd="/", **user)  # type: ignore[call-overload,no-any-return]


def _init_warehouse(env: dict[str, str], check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(REPOSITORY / "docker" / "init_warehouse.py")]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=check)
