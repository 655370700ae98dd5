"""Steps of the campaign's DAGs: they turn a task's context into a call of `pipeline/` and its result into XCom values.

Airflow puts the plugins folder on `sys.path`; DAG files import this package as `campaign`. Modules here import
`pipeline/` inside their functions, so that reading a DAG file stays fast. XCom holds identifiers and counts, no person.
"""
