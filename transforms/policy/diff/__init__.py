"""Differences between two packs, in sentences."""
