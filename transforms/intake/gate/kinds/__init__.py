"""Kinds of source, one file each: a kind's columns are declared once, next to the function that parses them."""
