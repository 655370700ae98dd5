"""Reading deliveries under guard, normalising them and deciding about them.

Nothing is imported here: the child process that opens files starts with what it needs and no more.
"""
