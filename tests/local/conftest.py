"""One embedded server for the tests of each module; it is destroyed at the end, with its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.embedded.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running embedded server."""
    server = Server(tmp_path_factory.mktemp("home"))
    server.start()
    yield server
    server.destroy()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty state folder."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder
