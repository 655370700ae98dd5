-- Empties the work tables of the links. One merge runs at a time, under a lock. DELETE, because they hold a few rows and TRUNCATE
-- creates files.
DELETE FROM staging.linked_touched;
DELETE FROM staging.linked_reach;
DELETE FROM staging.linked_wanted
