"""The gate without its suites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.files.builders import LAYOUTS, FakeSource, context, passing
from transforms.intake.gate.gate import gate_file
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult


@pytest.fixture
def gate(reader: Reader) -> Callable[..., GateResult]:
    """gate(path, source=…, mode=…) without Great Expectations."""

    def run(path: Path, source: FakeSource | None = None, mode: str = "full", **changes: Any) -> GateResult:
        source = source or FakeSource()
        return gate_file(reader, path, source, LAYOUTS[source.layout], context(mode, **changes), passing)

    return run
