"""Enrolled persons on the same day of the year before, from the campaign that the pack follows. Pure."""
