"""Stories of single persons: what they pay, and which lists name them when."""
