"""The compose file as written, and with the values of a generated .env."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.compose_file import COMPOSE_FILE, MAKER, read_environment_file


@pytest.fixture(scope="session")
def raw_text() -> str:
    """The compose file without comments, so that a word in a comment proves nothing."""
    lines = COMPOSE_FILE.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    """The compose file with anchors resolved and variables as written."""
    content: dict[str, Any] = yaml.safe_load(COMPOSE_FILE.read_text(encoding="utf-8"))
    return content


@pytest.fixture()
def make_env(tmp_path: Path) -> Callable[[str], Path]:
    """Function that generates a .env as an administrator does."""

    def make(name: str) -> Path:
        subprocess.run(["sh", str(MAKER), str(tmp_path / name)], check=True, capture_output=True)
        return tmp_path / name

    return make


@pytest.fixture()
def values(make_env: Callable[[str], Path]) -> dict[str, str]:
    """Names and values of a generated .env."""
    return read_environment_file(make_env("made.env"))
