"""Start the child process that opens senders' files: `python -m transforms.intake.reading.child '<limits as JSON>'`.

It starts without pandas. PyArrow imports pandas wherever it is installed, which takes a third of the start, and the
reader never uses it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class WithoutPandas(MetaPathFinder):
    """Makes `import pandas` fail, so that PyArrow does without it; every other module is found as usual."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raise ModuleNotFoundError for pandas; leave every other module (`fullname`) to the finders behind."""
        if fullname == "pandas":
            raise ModuleNotFoundError("the reader does without pandas", name=fullname)


def main() -> None:
    """Serve the requests of the parent until it closes the pipe (`worker.main`)."""
    sys.meta_path.insert(0, WithoutPandas())
    importlib.import_module("transforms.intake.reading.worker").main()


if __name__ == "__main__":
    main()
