"""Clocks of the notices: terms in working days. Pure."""
