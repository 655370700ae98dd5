"""Pure functions on tables and packs: no Airflow, no database."""
