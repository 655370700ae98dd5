"""Kinds of source: columns and checks of each kind."""
