"""Checks of a whole pack: errors that refuse it, warnings for its author."""
