-- Every right of an official, before all of them are written again from the directory.
DELETE FROM policy.reader_unit
