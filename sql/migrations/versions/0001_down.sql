-- Takes everything of 0001 away again, with what was loaded.
DROP SCHEMA mart CASCADE;
DROP SCHEMA ledger CASCADE;
DROP SCHEMA core CASCADE;
DROP SCHEMA vault CASCADE;
DROP SCHEMA staging CASCADE;
DROP SCHEMA landing CASCADE;
DROP SCHEMA policy CASCADE;
