"""Compiling a pack into rows of the schema policy."""
