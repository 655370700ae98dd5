"""Worked cases: their reader, their runner, and whether they have teeth."""
