"""Airflow of the embedded size: environment, API, DAG runs, scheduler."""
