"""Reports that are tables of what the marts state on a day: made once for each period, never corrected."""
