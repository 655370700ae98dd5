-- One row per representative and plan year: the day that decided, and the day of a later gain.
INSERT INTO staging.assess_explained (
    campaign_id, person_key, situation_key, plan_year, day_no, day_kind, identity_on, gained_day_no, is_settled, is_out
)
WITH gain AS (
    SELECT
        o.person_key,
        o.plan_year,
        min(d.day_no) AS day_no
    FROM staging.assess_outcome AS o
    INNER JOIN staging.assess_day AS d
        ON
            o.campaign_id = d.campaign_id AND o.person_key = d.person_key AND o.plan_year = d.plan_year
            AND d.day_kind = 2 AND o.identity_on < d.identity_on AND o.gained_on = greatest(d.identity_on, o.settled_on)
    INNER JOIN staging.assess_decision AS k
        ON
            d.campaign_id = k.campaign_id AND d.person_key = k.person_key AND d.plan_year = k.plan_year
            AND d.day_no = k.day_no AND o.payers = k.payers AND o.payer_fen = k.payer_fen AND k.gained = 'refundable'
    -- a gain falls on a day of recognition
    INNER JOIN staging.assess_representative_interval AS i
        ON d.campaign_id = i.campaign_id AND d.person_key = i.person_key AND d.identity_on = i.from_on AND i.may_count
    WHERE o.campaign_id = :campaign_id AND o.gained_on IS NOT NULL
    GROUP BY o.person_key, o.plan_year
)

SELECT
    o.campaign_id,
    o.person_key,
    m.situation_key,
    o.plan_year,
    d.day_no,
    d.day_kind,
    d.identity_on,
    g.day_no AS gained_day_no,
    o.settled_on IS NOT NULL AS is_settled,
    o.status IN ('deceased', 'insured_elsewhere') AS is_out
FROM staging.assess_outcome AS o
INNER JOIN staging.assess_representative AS m ON o.campaign_id = m.campaign_id AND o.person_key = m.person_key
LEFT JOIN staging.assess_settled AS s
    ON o.campaign_id = s.campaign_id AND o.person_key = s.person_key AND o.plan_year = s.plan_year
INNER JOIN staging.assess_day AS d
    ON
        o.campaign_id = d.campaign_id AND o.person_key = d.person_key AND o.plan_year = d.plan_year
        AND CASE
            WHEN s.person_key IS NOT NULL THEN s.day_no = d.day_no
            WHEN o.elsewhere_on IS NOT NULL THEN d.day_kind = 4
            ELSE d.day_kind = 3
        END
LEFT JOIN gain AS g ON o.person_key = g.person_key AND o.plan_year = g.plan_year
WHERE o.campaign_id = :campaign_id
