-- Lets one process at a time make a delivery's workbook.
SELECT pg_advisory_xact_lock(:lock_no)
