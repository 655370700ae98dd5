"""Property tests run on shared machines: no deadline for a single example. Children in an open transaction."""

from collections.abc import Callable, Iterator

import hypothesis
import pytest

from pipeline.runtime.settings import Settings
from tests.identity.newborns import Cradle
from tests.identity.nursery import Nursery, opened

hypothesis.settings.register_profile("shared-machine", deadline=None)
hypothesis.settings.load_profile("shared-machine")


@pytest.fixture(scope="module")
def ward(make_warehouse: Callable[..., Settings]) -> Iterator[Nursery]:
    with opened(make_warehouse()) as one:
        yield one


@pytest.fixture()
def nursery(ward: Nursery) -> Iterator[Nursery]:
    with ward.scene():
        yield ward


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Cradle:
    return Cradle(tmp_path_factory.mktemp("cradle"))
