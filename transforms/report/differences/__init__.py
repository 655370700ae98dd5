"""Differences between the tax bureau's figures and the ledger, as far as they concern a report."""
