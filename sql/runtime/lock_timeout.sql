-- One row: from now to the end of the transaction a statement waits at most this long for a lock ('2s').
SELECT set_config('lock_timeout', :lock_timeout, TRUE)
