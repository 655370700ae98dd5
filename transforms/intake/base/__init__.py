"""Basic types of the intake: raw table, reasons, file names."""
