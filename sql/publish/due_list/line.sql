-- One row per person and plan year of a list; who is withdrawn comes first. Identities are ciphers.
SELECT
    l.person_key,
    l.plan_year,
    l.charge,
    l.due_fen,
    l.unit_id,
    l.category,
    coalesce(v.document_kind, '') AS document_kind,
    v.number_cipher,
    v.name_cipher
FROM ledger.due_line AS l
LEFT JOIN vault.person AS v ON l.person_key = v.person_key
WHERE l.campaign_id = :campaign_id AND l.list_no = :list_no
ORDER BY l.charge = 'charge', l.unit_id, l.plan_year, l.person_key
