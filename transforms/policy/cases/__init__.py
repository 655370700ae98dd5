"""Worked cases: read, check, compare."""
