-- Hashes of numbers under the former hash key.
DELETE FROM vault.alias
