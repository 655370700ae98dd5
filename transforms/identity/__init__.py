"""Document numbers and keyed pseudonyms of persons."""
