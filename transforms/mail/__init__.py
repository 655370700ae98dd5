"""Subject and body of each mail, one mail per module."""
