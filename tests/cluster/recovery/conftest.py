"""One server of the composition, with an archive, for the tests of each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cluster.recovery.container import Container


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """A running server, removed at the end."""
    one = Container(tmp_path_factory.mktemp("container"))
    try:
        one.initialise()
        yield one
    finally:
        one.remove()
