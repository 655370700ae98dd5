"""Step 1, land: copy a delivered file into the content store and record it in the delivery ledger."""
