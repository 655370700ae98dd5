"""Invented contents of reports."""
