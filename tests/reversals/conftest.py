"""A warehouse in one open transaction, a scene of it for each test, and a desk that writes feeds."""

from collections.abc import Callable, Iterator

import pytest

from pipeline.runtime.settings import Settings
from tests.identity.nursery import Nursery, opened
from tests.reversals.till import Till


@pytest.fixture(scope="module")
def ward(make_warehouse: Callable[..., Settings]) -> Iterator[Nursery]:
    with opened(make_warehouse()) as one:
        yield one


@pytest.fixture()
def nursery(ward: Nursery) -> Iterator[Nursery]:
    with ward.scene():
        yield ward


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Till:
    return Till(tmp_path_factory.mktemp("till"))
