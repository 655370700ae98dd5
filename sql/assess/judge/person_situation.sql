-- One row per person with its situation: a key of all that the rules see (claims, receipts and traits).
-- The rules then look at each situation once, however many persons are in it; unit and household are the person's own.
INSERT INTO staging.assess_person_situation (
    campaign_id, person_key, situation_key, paid_unit_ids, named_unit_id, household_key, next_change_on, died_on
)
-- all persons, if all are judged; else the persons whose facts were read
WITH judged AS (
    SELECT
        t.campaign_id, t.person_key, t.list_unit_id, t.roll_unit_id, t.paid_unit_ids, t.household_key, t.birth_on, t.hukou_local,
        t.insured_last_year, t.died_on, t.death_known_on, t.on_roll, t.on_list, t.years_enrolled, t.late_reason,
        t.receipts_key, t.collected_key, t.next_change_on
    FROM core.trait AS t
    WHERE t.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
    UNION ALL
    SELECT
        t.campaign_id, t.person_key, t.list_unit_id, t.roll_unit_id, t.paid_unit_ids, t.household_key, t.birth_on, t.hukou_local,
        t.insured_last_year, t.died_on, t.death_known_on, t.on_roll, t.on_list, t.years_enrolled, t.late_reason,
        t.receipts_key, t.collected_key, t.next_change_on
    FROM staging.assess_person_trait AS t
    WHERE t.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
),

collection AS (
    -- the day of collection matters only where it decides, or where a window has a tail
    SELECT
        c.decision_date_basis = 'collected' OR EXISTS(
            SELECT FROM policy.collection_window AS w WHERE w.campaign_id = c.campaign_id AND w.tail_until IS NOT NULL
        ) AS matters
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

claim AS (
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

-- a category without a claim changes no result, but its reason is explained
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
    -- attributes that a person does not have are left out; a letter before each attribute keeps them apart
    md5(
        concat_ws(
            '|',
            -- the birth date only for newborns and for persons born in the campaign, because no person settles before
            -- birth; for all others the age marks that they passed
            CASE
                WHEN t.birth_on >= least(c.newborn_from, c.starts_on) THEN t.birth_on::text
                ELSE coalesce(width_bucket(t.birth_on, c.birth_marks), -1)::text
            END,
            -- yes, no and unknown of four attributes in one number
            coalesce(t.hukou_local::integer, 2) + 3 * coalesce(t.insured_last_year::integer, 2)
            + 9 * t.on_roll::integer + 18 * t.on_list::integer,
            'R' || t.receipts_key,
            CASE WHEN l.matters THEN 'L' || t.collected_key END,
            'C' || i.claims,
            'U' || u.reasons,
            'D' || t.died_on,
            'K' || t.death_known_on,
            'J' || j.jobs,
            CASE WHEN t.years_enrolled <> '{}' THEN 'Y' || t.years_enrolled::text END,
            -- where the notice lists no reasons, none has an effect
            CASE WHEN c.refuses_late THEN 'E' || t.late_reason END
        )
    )::uuid AS situation_key,
    t.paid_unit_ids,
    coalesce(t.list_unit_id, t.roll_unit_id) AS named_unit_id,
    t.household_key,
    -- nobody settles before the first day of the campaign
    least(t.next_change_on, CASE WHEN c.starts_on > :business_date THEN c.starts_on END) AS next_change_on,
    t.died_on
FROM judged AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id
CROSS JOIN collection AS l
LEFT JOIN claim AS i ON t.person_key = i.person_key
LEFT JOIN unmet AS u ON t.person_key = u.person_key
LEFT JOIN staging.assess_job AS j ON t.campaign_id = j.campaign_id AND t.person_key = j.person_key
