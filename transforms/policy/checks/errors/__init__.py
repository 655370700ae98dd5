"""Checks that refuse a pack."""
