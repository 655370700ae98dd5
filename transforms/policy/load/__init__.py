"""Loading a pack: read, validate, report errors."""
