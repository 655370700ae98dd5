"""The gate: row checks, delivery checks, duplicates, control totals."""
