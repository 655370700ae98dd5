"""The embedded PostgreSQL server: configuration, place, start and stop."""
