"""A department whose form nobody has described, from held to loaded by editing one data file."""
