"""One run over the whole table for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.badinputs.run import Outcome, outcomes
from tests.badinputs.table import KINDS


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What became of every file-level variant."""
    return outcomes([one for one in KINDS if one.level != "warehouse"], tmp_path_factory.mktemp("badinputs"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("more")
