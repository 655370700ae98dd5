"""A desk that writes feeds with newborns."""

import pytest

from tests.support.files.newborns import Cradle


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Cradle:
    return Cradle(tmp_path_factory.mktemp("cradle"))
