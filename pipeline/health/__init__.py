"""Health of an installation: what is wrong now, for a person, a script and a monitoring system."""
