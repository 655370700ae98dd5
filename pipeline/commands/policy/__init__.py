"""`campaign policy …`: commands for policy packs."""
