"""Start Airflow's scheduler after loading the packages that tasks import.

LocalExecutor forks its workers once. A worker that has Great Expectations and similar packages loaded saves each task
seconds of import. Only third-party packages are loaded here: every task must read the project's own code afresh.
"""

from __future__ import annotations

import importlib
import sys

PRELOADED = (
    "airflow.sdk.execution_time.task_runner",
    "airflow.sdk.execution_time.supervisor",
    "airflow.providers.standard.operators.python",
    "airflow.providers.standard.decorators.sensor",
    "great_expectations",
    "pandas",
    "pyarrow.csv",
    "pyarrow.compute",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "cryptography.hazmat.primitives.ciphers.aead",
    "ruamel.yaml",
    "rich",
)


def main() -> None:
    """Import the packages that tasks need (PRELOADED), then run `airflow scheduler` in this process until it ends.

    The scheduler gets the arguments of this process's command line.
    """
    for name in PRELOADED:
        importlib.import_module(name)
    from airflow.__main__ import main as airflow

    sys.argv = ["airflow", "scheduler", *sys.argv[1:]]
    airflow()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
