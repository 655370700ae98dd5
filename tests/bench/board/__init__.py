"""Speed of the pages of the board."""
