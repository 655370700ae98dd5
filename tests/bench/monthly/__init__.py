"""Speed of a county's monthly set of reports."""
