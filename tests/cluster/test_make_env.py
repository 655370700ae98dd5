"""docker/make_env.sh writes a complete, private .env and never overwrites one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet

from pipeline.runtime.settings import Settings
from tests.cluster.compose_file import COMPOSE_FILE, MAKER, load, read_environment_file


def test_generates_new_secrets_every_time(make_env: Callable[[str], Path]) -> None:
    files = [make_env(name) for name in ("first.env", "second.env")]
    first, second = map(read_environment_file, files)
    secrets = [name for name in first if re.search("PASSWORD|SECRET|KEY", name)]
    assert all(len(first[name]) >= 16 and first[name] != second[name] for name in secrets)
    assert len({first[name] for name in secrets}) == len(secrets)
    assert all(not first[name] for name in first if name not in secrets)
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600, 0o600]


def test_values_fit_where_they_are_used(values: dict[str, str], tmp_path: Path) -> None:
    Fernet(values["AIRFLOW_FERNET_KEY"])
    passwords = [value for name, value in values.items() if name.endswith("PASSWORD")]
    assert len(passwords) >= 8 and all(re.fullmatch(r"[\w-]+", password) for password in passwords)  # they go into URLs
    worker = load(COMPOSE_FILE, values)["airflow-worker"].environment
    settings = Settings.from_environment({**worker, "CAMPAIGN_HOME": str(tmp_path / "home")})
    assert not settings.embedded
    assert set(settings.warehouse_urls) == {"loader", "publisher"}
    assert (len(settings.hash_key), len(settings.cipher_key)) == (32, 64)
    assert settings.smtp is not None and (settings.smtp.host, settings.smtp.port) == ("mail", 1025)


def test_an_existing_file_stays(tmp_path: Path) -> None:
    target = tmp_path / ".env"
    target.write_text("CAMPAIGN_HASH_KEY=kept\n")
    done = subprocess.run(["sh", str(MAKER), str(target)], capture_output=True, text=True)
    assert done.returncode == 1 and "is not changed" in done.stderr
    assert target.read_text() == "CAMPAIGN_HASH_KEY=kept\n"
    assert [path.name for path in tmp_path.iterdir()] == [".env"]
