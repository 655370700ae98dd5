-- One row: the check value of the warehouse's current hash key; NULL = the warehouse has recorded no key.
SELECT mart.lookup_check() AS hash_check
