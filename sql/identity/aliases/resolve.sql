-- The 16 bytes of each given number's person key, one after the other, in the given order.
SELECT string_agg(uuid_send(coalesce(a.person_key, u.alias_key)), ''::bytea ORDER BY u.place) AS person_keys
FROM unnest(CAST(:alias_keys AS uuid [])) WITH ORDINALITY AS u (alias_key, place)
LEFT JOIN vault.alias AS a ON u.alias_key = a.alias_key
