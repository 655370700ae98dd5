-- One line per compared person and plan year whose charge differs from the newest line: who may be charged from now on, or another
-- amount, unit or category; and who was to be charged and may not be any more.
INSERT INTO ledger.due_line (campaign_id, list_no, person_key, plan_year, charge, due_fen, unit_id, category)
SELECT
    c.campaign_id,
    CAST(:list_no AS integer) AS list_no,
    c.person_key,
    c.plan_year,
    c.charge,
    c.due_fen,
    c.unit_id,
    c.category
FROM staging.post_charge AS c
WHERE
    c.campaign_id = :campaign_id
    AND CASE
        WHEN c.charge = 'charge'
            THEN
                (c.charge, c.due_fen, c.unit_id, c.category)
                IS DISTINCT FROM (c.charge_before, c.fen_before, c.unit_before, c.category_before)
        ELSE coalesce(c.charge_before = 'charge', FALSE)
    END
