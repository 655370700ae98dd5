"""Parsing cells: amounts, dates, names, documents; `places` has units, villages and regions."""
