"""Parsing cells: amounts, dates, names, documents."""
