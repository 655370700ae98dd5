-- One row per person, plan year, unit, category and fund whose sum this batch changes: the sum of the batches before, the
-- difference, and how much of the difference goes back to the person. Identities are ciphers.
WITH summed AS (
    SELECT
        e.person_key,
        e.plan_year,
        e.unit_id,
        e.category,
        e.payer,
        coalesce(sum(e.fund_fen) FILTER (WHERE p.is_before), 0)::bigint AS before_fen,
        coalesce(sum(e.reimbursable_fen) FILTER (WHERE p.is_before), 0)::bigint AS before_person_fen,
        coalesce(sum(e.fund_fen) FILTER (WHERE p.is_now), 0)::bigint AS now_fen,
        coalesce(sum(e.reimbursable_fen) FILTER (WHERE p.is_now), 0)::bigint AS now_person_fen
    FROM ledger.event AS e
    CROSS JOIN
        LATERAL (
            SELECT
                e.assess_no <= :known_no AND e.on_date <= :as_of AS is_now,
                e.assess_no <= :before_no AND e.on_date <= coalesce(CAST(:before_as_of AS date), '-infinity') AS is_before
        ) AS p
    WHERE
        e.campaign_id = :campaign_id AND e.payer <> '' AND (p.is_now OR p.is_before)
        AND (CAST(:payers AS text []) IS NULL OR e.payer = ANY(CAST(:payers AS text [])))
        AND (CAST(:unit_ids AS text []) IS NULL OR e.unit_id = ANY(CAST(:unit_ids AS text [])))
    GROUP BY e.person_key, e.plan_year, e.unit_id, e.category, e.payer
)

SELECT
    s.person_key,
    s.plan_year,
    s.unit_id,
    coalesce(k.shown_category, regexp_replace(s.category, '^unknown:.*', 'unknown:')) AS category,
    s.payer,
    s.before_fen,
    s.now_fen - s.before_fen AS fen,
    s.now_person_fen - s.before_person_fen AS person_fen,
    v.number_cipher,
    v.name_cipher
FROM summed AS s
LEFT JOIN landing.category_label AS k ON k.campaign_id = :campaign_id AND s.category = k.category
LEFT JOIN vault.person AS v ON s.person_key = v.person_key
WHERE (s.now_fen, s.now_person_fen) <> (s.before_fen, s.before_person_fen)
ORDER BY s.payer, s.category, s.unit_id, s.plan_year, s.person_key
