"""Delay modules that Great Expectations imports and our suites never use, until an attribute of them is read.

They draw charts (altair) and test distributions (scipy.stats), and take a third of the import's time.
`importlib.util.LazyLoader` does not help: a second `import` reads the module's `__spec__`, which loads it.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

NEVER_USED = ("altair", "scipy.stats")


class _Later(ModuleType):
    """Replaces a module until one of its attributes is read."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__file__ = spec, spec.origin

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def import_later(*names: str) -> None:
    """Register the named modules so that the code of each runs only when one of its attributes is first read.

    Until then a stand-in is in `sys.modules`.

    `names`: full module names, such as `scipy.stats`. Modules that are imported already or missing are skipped.
    """
    for name in names:
        if name in sys.modules:
            continue
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:  # not even the package around it
            spec = None
        if spec is not None:
            sys.modules[name] = _Later(spec)
