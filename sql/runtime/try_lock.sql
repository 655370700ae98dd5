-- One row: whether the advisory lock of this number was free; then it is held until the transaction ends (pipeline/runtime/locks.py).
SELECT pg_try_advisory_xact_lock(:lock_no)
