"""Checks that warn the author of a pack."""
