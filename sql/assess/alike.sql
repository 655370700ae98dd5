-- One row per person -> the person who stands for all of whom the rules see the same: claims, receipts, traits.
-- The rules then look at each situation once, however many people are in it.
INSERT INTO staging.assess_alike (campaign_id, person_key, like_key, situation_key)
WITH claim AS (
    SELECT
        i.person_key,
        string_agg(
            concat_ws(',', i.category, i.from_on, coalesce(i.to_on, 'infinity'), i.rule_id, i.claim_kind, i.tie_order), ';'
            ORDER BY i.from_on, i.category COLLATE "C", i.rule_id COLLATE "C", i.tie_order
        ) AS claims
    FROM staging.assess_interval AS i
    WHERE i.campaign_id = :campaign_id
    GROUP BY i.person_key
),

money AS (
    SELECT
        r.person_key,
        string_agg(
            concat_ws(',', r.plan_year, r.amount_fen, r.received_on, r.identity_on), ';'
            ORDER BY r.plan_year, r.receipt_order
        ) AS receipts
    FROM staging.assess_receipt AS r
    WHERE r.campaign_id = :campaign_id
    GROUP BY r.person_key
),

-- what makes no claim changes no result, but its reason is explained
unmet AS (
    SELECT
        u.person_key,
        string_agg(
            concat_ws(',', u.category, u.rule_id, u.verdict), ';' ORDER BY u.category COLLATE "C", u.rule_id COLLATE "C"
        ) AS reasons
    FROM staging.assess_unmet AS u
    WHERE u.campaign_id = :campaign_id
    GROUP BY u.person_key
),

situation AS (
    SELECT
        t.person_key,
        md5(
            concat_ws(
                '|',
                -- the very birth only of newborns; of everybody else which age marks are passed
                CASE
                    WHEN t.birth_on >= c.newborn_from THEN t.birth_on::text
                    ELSE coalesce(width_bucket(t.birth_on, c.birth_marks), -1)::text
                END,
                coalesce(t.hukou_local::text, '-'),
                coalesce(t.insured_last_year::text, '-'),
                coalesce(t.died_on, 'infinity'),
                t.jobs,
                t.on_roll,
                t.on_list,
                t.years_enrolled,
                coalesce(i.claims, '-'),
                coalesce(m.receipts, '-'),
                coalesce(u.reasons, '-')
            )
        )::uuid AS situation_key
    FROM staging.assess_trait AS t
    INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id
    LEFT JOIN claim AS i ON t.person_key = i.person_key
    LEFT JOIN money AS m ON t.person_key = m.person_key
    LEFT JOIN unmet AS u ON t.person_key = u.person_key
    WHERE t.campaign_id = :campaign_id
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    s.person_key,
    first_value(s.person_key) OVER (PARTITION BY s.situation_key ORDER BY s.person_key) AS like_key,
    s.situation_key
FROM situation AS s
