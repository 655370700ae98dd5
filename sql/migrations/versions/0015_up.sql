-- A number is its own person's key unless it is written here: only those that are somebody else's need a row.
DELETE FROM vault.alias WHERE alias_key = person_key;
