"""Rules of real forms: which layout a file has, which rows count, and one row per person, category or measure."""
