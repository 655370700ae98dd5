-- One row per row handed in (row number and keyed hash of a document number): its person, and the person's last assessed result
-- for a plan year.
-- Two document numbers of one person have one key.
SELECT
    u.row_no,
    coalesce(l.person_key, a.person_key, u.alias_key) AS person_key,
    d.category,
    d.due_fen,
    d.fund_fen,
    d.person_key IS NOT NULL AS is_assessed
FROM unnest(CAST(:row_nos AS integer []), CAST(:alias_keys AS uuid [])) AS u (row_no, alias_key)
LEFT JOIN vault.alias AS a ON u.alias_key = a.alias_key
LEFT JOIN core.linked_person AS l ON coalesce(a.person_key, u.alias_key) = l.fact_key
LEFT JOIN core.dues AS d
    ON
        d.campaign_id = :campaign_id AND d.plan_year = :plan_year
        AND coalesce(l.person_key, a.person_key, u.alias_key) = d.person_key
