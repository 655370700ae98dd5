"""Sheets of a workbook: opening it, choosing those that are read, names that contradict a list."""
