"""A review of a pack: every value with its clause."""
