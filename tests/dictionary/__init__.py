"""The column dictionary against a migrated database."""
