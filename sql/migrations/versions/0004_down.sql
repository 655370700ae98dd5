-- Takes the record of corrections away again. Marts are made anew by whoever migrates: the one that reads it goes first.
DROP VIEW IF EXISTS mart.policy_correction;
DROP TABLE ledger.policy_correction_day;
DROP TABLE ledger.policy_correction_line;
DROP TABLE ledger.policy_correction;
DROP TABLE ledger.pack_version;
