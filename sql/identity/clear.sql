-- Empties the work tables of the links (one merge runs at a time, under a lock). They hold a few rows: to truncate makes files.
DELETE FROM staging.linked_touched;
DELETE FROM staging.linked_reach;
DELETE FROM staging.linked_wanted
