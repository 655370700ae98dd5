"""Lists of persons for the offices that a notice entitles: who is missing, who is posted, who is covered."""
