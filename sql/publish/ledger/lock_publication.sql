-- Held until the transaction ends: of two runs at once only one sends a publication's mail.
SELECT pg_advisory_xact_lock(:lock_no)
