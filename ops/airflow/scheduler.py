"""Airflow's scheduler, with the packages that tasks import loaded before it forks its workers.

LocalExecutor forks its workers once; a task that finds Great Expectations and its kind loaded saves seconds of import
each time. Only other people's packages: our own code is read anew by every task.
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
    """Load the packages, then be `airflow scheduler`. The arguments are the scheduler's."""
    for name in PRELOADED:
        importlib.import_module(name)
    from airflow.__main__ import main as airflow

    sys.argv = ["airflow", "scheduler", *sys.argv[1:]]
    airflow()


if __name__ == "__main__":
    main()
