"""Steps 2 to 4 for all pending deliveries: read, gate, merge, and record the outcome."""
