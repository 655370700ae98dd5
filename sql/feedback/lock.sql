-- One making of a delivery's workbook at a time.
SELECT pg_advisory_xact_lock(:lock_no)
