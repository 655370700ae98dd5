"""Divide the parameters of a test between `make test` and `make test-long`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def quick_and_long(values: Iterable[Any], quick: Collection[Any], *, several: bool = False) -> list[Any]:
    """Return test parameters, all that are not in `quick` with the mark `long`.

    `values`: the parameters, in order; with `several`, each is a tuple of values for as many names.
    """
    return [
        pytest.param(*(value if several else (value,)), marks=() if value in quick else pytest.mark.long)
        for value in values
    ]
