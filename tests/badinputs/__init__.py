"""The 148 kinds of bad input: one table, a generator for each variant, a polluter, and hostile files."""
