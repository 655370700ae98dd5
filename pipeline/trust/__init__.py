"""Keys replaced, backup and restore."""
