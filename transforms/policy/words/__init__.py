"""Chinese sentences about rules of a pack."""
