"""What every step needs from its surroundings: settings, clock, locks, the content store, the planner, ids."""
