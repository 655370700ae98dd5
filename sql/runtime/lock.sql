-- One row: waits for the advisory lock of this number and holds it until the transaction ends (pipeline/runtime/locks.py).
SELECT pg_advisory_xact_lock(:lock_no)
