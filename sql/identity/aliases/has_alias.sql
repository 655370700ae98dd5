-- Whether any number has an alias.
SELECT count(*) > 0 AS has_alias
FROM (SELECT a.alias_key FROM vault.alias AS a ORDER BY a.alias_key LIMIT 1) AS alias
