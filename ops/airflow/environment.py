"""Airflow's configuration as environment variables: there is no airflow.cfg, and services listen on 127.0.0.1 only."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from ops.local.ports import reserved_port
from pipeline.runtime.settings import REPOSITORY, SettingsError
from warehouse.embedded.server import Server, read_or_create_secret

USER = "admin"
USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,30}")
DAG_FOLDER = REPOSITORY / "dags"
PLUGIN_FOLDER = REPOSITORY / "plugins"
FIXED = (
    "CORE__EXECUTOR",
    "CORE__DAGS_FOLDER",
    "CORE__PLUGINS_FOLDER",
    "CORE__AUTH_MANAGER",
    "CORE__SIMPLE_AUTH_MANAGER_USERS",
    "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE",
    "CORE__EXECUTION_API_SERVER_URL",
    "DATABASE__SQL_ALCHEMY_CONN",
    "API__HOST",
    "API__PORT",
    "LOGGING__BASE_LOG_FOLDER",
)
"""Settings that hold the embedded size together, or keep it on this machine: a user's own value is refused."""


def api_url(home: Path) -> str:
    """Return `http://127.0.0.1:<port>`, the address of Airflow's user interface and REST API.

    `home`: the campaign's state folder. Chooses and stores the port if the folder has none yet.
    """
    return f"http://127.0.0.1:{reserved_port(home, 'api-server')}"


def officials(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the names of the users in `CAMPAIGN_USERS` (separated by commas), who may read and answer approvals.

    `environ`: None is this process's environment. The administrator is not among the users. Decisions record these
    names. Raises SettingsError if a name is `admin`, or has characters other than small letters, digits and `. _ -`.
    """
    text = (os.environ if environ is None else environ).get("CAMPAIGN_USERS") or ""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if invalid := [name for name in names if not USER_NAME.fullmatch(name) or name == USER]:
        raise SettingsError(f"CAMPAIGN_USERS: {', '.join(invalid)}: use small letters, digits and . _ - (not {USER})")
    return names


def password_file(home: Path, names: tuple[str, ...] = ()) -> Path:
    """Return the path of the file of the user interface's passwords, after adding a password for each new user.

    `home`: the campaign's state folder. `names`: users in addition to the administrator. The content is a JSON object
    user -> password, as Airflow reads it; mode 600. A password is generated once and never changed.
    """
    file = home / "secrets" / "airflow_login.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    if missing := [name for name in (USER, *names) if name not in known]:
        known |= {name: read_or_create_secret(_password_secret(home, name), 12) for name in missing}
        with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
            json.dump(known, out)
    return file


def _password_secret(home: Path, name: str) -> Path:
    return home / "secrets" / ("airflow_login.password" if name == USER else f"airflow_login.{name}.password")


def airflow_environment(home: Path, packs: tuple[str, ...], base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables for every Airflow process of the state folder `home`.

    `packs`: codes of the packs that get DAGs. `base`: variables to begin with (None is this process's environment). Its
    own settings AIRFLOW__… come before ours. Creates missing secrets and ports in `home`. Raises SettingsError for an
    invalid `CAMPAIGN_USERS`, and for one of the settings in FIXED with another value than ours.
    """
    base = os.environ if base is None else base
    ours = {f"AIRFLOW__{key}": value for key, value in (_core(home, base) | _services(home) | _quiet(home)).items()}
    if changed := [
        f"AIRFLOW__{key}"
        for key in FIXED
        if base.get(f"AIRFLOW__{key}", ours[f"AIRFLOW__{key}"]) != ours[f"AIRFLOW__{key}"]
    ]:
        raise SettingsError(f"{', '.join(changed)}: the embedded size sets this itself; unset the variable")
    env = ours | dict(base)
    if "CAMPAIGN_SMTP_URL" not in env:
        catcher = f"smtp://127.0.0.1:{reserved_port(home, 'mail-catcher')}/?disable_ssl=true&disable_tls=true"
        env.setdefault("AIRFLOW_CONN_CAMPAIGN_SMTP", f"{catcher}&from_email=campaign@localhost")
    env |= {
        "AIRFLOW_HOME": str(home / "airflow"),
        "CAMPAIGN_HOME": str(home),
        "CAMPAIGN_PACKS": ",".join(packs),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', os.defpath)}",
        "PYTHONPATH": str(REPOSITORY),
        # No connection to the internet by Airflow, Great Expectations, or a collector in a package.
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }
    return env


def _core(home: Path, base: Mapping[str, str]) -> dict[str, str]:
    server, names = Server(home), officials(base)
    return {
        "CORE__EXECUTOR": "ops.airflow.executor.OrderedLocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__DAGS_FOLDER": str(DAG_FOLDER),
        "CORE__PLUGINS_FOLDER": str(PLUGIN_FOLDER),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "CORE__FERNET_KEY": _fernet_key(home),
        "CORE__AUTH_MANAGER": "ops.airflow.simple_rights.OfficialsSimpleAuthManager",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join([f"{USER}:admin", *(f"{name}:viewer" for name in names)]),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(password_file(home, names)),
        "CORE__EXECUTION_API_SERVER_URL": f"{api_url(home)}/execution/",
        # Airflow's default asks the name server for the full name, which hangs on a closed network.
        "CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "DATABASE__SQL_ALCHEMY_CONN": server.url("airflow", "airflow").replace(
            "postgresql://", "postgresql+psycopg2://"
        ),
    }


def _services(home: Path) -> dict[str, str]:
    secrets = home / "secrets"
    return {
        "API__HOST": "127.0.0.1",
        "API__PORT": str(reserved_port(home, "api-server")),
        "API__BASE_URL": api_url(home),
        "API__WORKERS": "1",
        "API__SECRET_KEY": read_or_create_secret(secrets / "airflow_api_secret", 32),
        "API_AUTH__JWT_SECRET": read_or_create_secret(secrets / "airflow_jwt_secret", 64),
        # A campaign has few tasks, which wait for each other. A short pause keeps the wait per step below a second.
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "SCHEDULER__JOB_HEARTBEAT_SEC": "2",
        "SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "2",
        # Tasks of a scheduler that was killed are queued again after half a minute, not after five.
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        # Seconds between two searches for approvals whose wait is over (CAMPAIGN_HELD_CHECK_SECONDS): a small query.
        "SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "5",
        # The supervisor of a task may notice its end only at the next heartbeat, and keeps a worker until then.
        "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
    }


def _quiet(home: Path) -> dict[str, str]:
    logs = home / "logs" / "airflow"
    return {
        "LOGGING__BASE_LOG_FOLDER": str(logs),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(logs / "dag_processor"),
        "LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _fernet_key(home: Path) -> str:
    raw = bytes.fromhex(read_or_create_secret(home / "secrets" / "airflow_fernet", 32))
    return base64.urlsafe_b64encode(raw).decode()
