"""Steps 5 and 6: assess changed persons and post the difference to the ledger."""
