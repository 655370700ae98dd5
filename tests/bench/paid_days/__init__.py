"""A day of payments, from the tax bureau's file to the posted ledger, for builds and populations that take turns."""
