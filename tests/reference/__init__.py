"""A plain-Python reference of the rules, random packs and persons, and the tests that compare the two."""
