"""Feedback to senders: a workbook of their own rows with every finding."""
