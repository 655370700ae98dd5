"""Adapter of the warehouse engine: connect, bulk load, run a statement, the embedded server."""
