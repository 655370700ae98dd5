"""One run over the whole table for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.bad_inputs.kinds.table import KINDS
from tests.bad_inputs.run import Outcome, outcomes

FEWEST_VARIANTS = 3
"""Variants of each kind that the quick tests read; `make test-long` reads the others."""


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Outcomes of the first variants of each file-level kind."""
    files = [kind for kind in KINDS if kind.level != "warehouse"]
    return outcomes(files, tmp_path_factory.mktemp("badinputs"), slice(FEWEST_VARIANTS))


@pytest.fixture(scope="session")
def further_results(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Outcomes of the variants that `results` leaves out."""
    files = [kind for kind in KINDS if kind.level != "warehouse"]
    return outcomes(files, tmp_path_factory.mktemp("badinputs"), slice(FEWEST_VARIANTS, None))
