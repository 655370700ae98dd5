"""Kinds about single values: receipts, dates, amounts; and lines of a csv."""
