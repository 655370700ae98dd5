"""What a changed pack would do to a loaded locality."""
