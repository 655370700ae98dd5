"""A pack corrected in mid-campaign."""
