"""The tasks of the campaign's DAGs."""
