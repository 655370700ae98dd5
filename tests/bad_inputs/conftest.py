"""One run over the whole table for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.bad_inputs.kinds.table import KINDS
from tests.bad_inputs.run import Outcome, outcomes


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What became of every file-level variant."""
    return outcomes([one for one in KINDS if one.level != "warehouse"], tmp_path_factory.mktemp("badinputs"))
