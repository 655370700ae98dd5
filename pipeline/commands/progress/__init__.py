"""`campaign progress`: tables for a terminal."""
