"""Airflow puts the plugins folder on the path; so do these tests."""

import sys

from pipeline.runtime.settings import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "plugins"))
