"""Made-up packs reach the pipeline as they are, without a file: thousands of assessments would read it each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.policy import registry as product_packs
from tests.properties.reference import product_results
from transforms.policy import Pack


@pytest.fixture()
def known(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], Pack]:
    """A function that makes the pack of a plain content known to the pipeline."""
    packs: dict[str, Pack] = {}
    monkeypatch.setattr(product_packs, "load", lambda settings, pack_code: packs[pack_code])

    def learn(content: dict[str, Any]) -> Pack:
        pack = product_results.pack_of(content)
        packs[pack.pack_code] = pack
        return pack

    return learn
