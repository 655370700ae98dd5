-- One row per person with its situation: all that the rules see, claims, receipts and traits, in one key.
-- The rules then look at each situation once, however many people are in it; unit and household are the person's own.
INSERT INTO staging.assess_alike (
    campaign_id, person_key, situation_key, paid_unit_id, named_unit_id, household_key, next_change_on
)
WITH claim AS (
    SELECT
        i.person_key,
        string_agg(
            concat_ws(',', i.category, i.from_on, coalesce(i.to_on, 'infinity'), i.rule_id, i.claim_kind, i.tie_order), ';'
            ORDER BY i.from_on, i.category COLLATE "C", i.rule_id COLLATE "C", i.tie_order  -- noqa: RF03
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
        ) AS receipts,
        (array_agg(r.unit_id ORDER BY r.receipt_order) FILTER (WHERE r.unit_id IS NOT NULL AND r.plan_year = c.plan_year))[1]
            AS unit_id
    FROM staging.assess_receipt AS r
    INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
    WHERE r.campaign_id = :campaign_id
    GROUP BY r.person_key
),

-- what makes no claim changes no result, but its reason is explained
unmet AS (
    SELECT
        u.person_key,
        string_agg(
            concat_ws(',', u.category, u.rule_id, u.verdict), ';' ORDER BY u.category COLLATE "C", u.rule_id COLLATE "C"  -- noqa: RF03
        ) AS reasons
    FROM staging.assess_unmet AS u
    WHERE u.campaign_id = :campaign_id
    GROUP BY u.person_key
)

SELECT
    t.campaign_id,
    t.person_key,
    -- what a person has not got is left out; the letters keep what is there apart
    md5(
        concat_ws(
            '|',
            -- the very birth only of newborns; of everybody else which age marks are passed
            CASE
                WHEN t.birth_on >= c.newborn_from THEN t.birth_on::text
                ELSE coalesce(width_bucket(t.birth_on, c.birth_marks), -1)::text
            END,
            -- yes, no and not said of four things in one number
            coalesce(t.hukou_local::integer, 2) + 3 * coalesce(t.insured_last_year::integer, 2)
            + 9 * t.on_roll::integer + 18 * t.on_list::integer,
            'R' || m.receipts,
            'C' || i.claims,
            'U' || u.reasons,
            'D' || t.died_on,
            CASE WHEN NOT isempty(t.jobs) THEN 'J' || t.jobs::text END,
            CASE WHEN t.years_enrolled <> '{}' THEN 'Y' || t.years_enrolled::text END
        )
    )::uuid AS situation_key,
    m.unit_id AS paid_unit_id,
    coalesce(t.list_unit_id, t.roll_unit_id) AS named_unit_id,
    t.household_key,
    t.next_change_on
FROM staging.assess_trait AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id
LEFT JOIN claim AS i ON t.person_key = i.person_key
LEFT JOIN money AS m ON t.person_key = m.person_key
LEFT JOIN unmet AS u ON t.person_key = u.person_key
WHERE t.campaign_id = :campaign_id
