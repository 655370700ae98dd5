-- Empties the work tables of the links (one merge runs at a time, under a lock).
TRUNCATE staging.linked_touched, staging.linked_wanted
