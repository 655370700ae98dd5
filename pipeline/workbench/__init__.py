"""Tools for the author of a policy pack: worked cases, explanations, what-if."""
