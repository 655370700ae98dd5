-- What the last assessment gives the persons of one delivery for a plan year: one row per row of the delivery whose person
-- was assessed. Looks only at the persons handed in (row numbers and keyed hashes of numbers).
SELECT
    u.row_no,
    d.due_fen,
    d.fund_fen
FROM unnest(CAST(:row_nos AS integer []), CAST(:alias_keys AS uuid [])) AS u (row_no, alias_key)
LEFT JOIN vault.alias AS a ON u.alias_key = a.alias_key
LEFT JOIN core.linked_person AS l ON coalesce(a.person_key, u.alias_key) = l.fact_key
INNER JOIN core.dues AS d
    ON
        d.campaign_id = :campaign_id AND d.plan_year = :plan_year
        AND coalesce(l.person_key, a.person_key, u.alias_key) = d.person_key
