-- Held until the transaction ends, so that only one of two runs sends a publication's mail.
SELECT pg_advisory_xact_lock(:lock_no)
