"""Special populations by outcome, in the form that offices publish: enrolled, explained, and unexplained apart."""
