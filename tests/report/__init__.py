"""Report shapes and files: pure tests without a database."""
