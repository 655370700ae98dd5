"""Policy packs in the warehouse: load, install, correct, and work out the impact of a correction."""
