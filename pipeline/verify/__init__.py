"""Invariants of the warehouse, checked after every run."""
