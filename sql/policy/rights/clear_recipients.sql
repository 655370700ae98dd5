-- Every right of an official to fetch files, before all of them are written again from the directory.
DELETE FROM policy.reader_recipient
