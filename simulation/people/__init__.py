"""Simulated people: population arrays, names, document numbers, and the selection of those with a story."""
