"""Surroundings of every step: settings, clock, locks, the content store, the planner, ids."""
