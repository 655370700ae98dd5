"""Progress extracts: pure functions from the ledger's frames to the bytes of xlsx and csv files."""
