"""Rows and sheets that describe no person: examples, and rows that a form fills in beforehand."""
