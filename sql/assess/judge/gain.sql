-- One row per representative who is recognised after settlement: the largest subsidy that is paid back, and the first one whose
-- amount is open.
INSERT INTO staging.assess_gain (
    campaign_id, person_key, subsidy_fen, payers, payer_fen, gained_on, open_category, open_rule_id
)
WITH recognised AS (
    SELECT DISTINCT
        i.person_key,
        i.from_on
    FROM staging.assess_representative_interval AS i
    WHERE i.campaign_id = :campaign_id AND i.may_count
),

-- subsidies recognised after settlement and in life; undefined amounts as well
afterwards AS (
    SELECT
        s.person_key,
        s.count_on,
        s.price_fen,
        s.subsidy_fen AS settled_fen,
        d.identity_on,
        d.identity_on > c.ends_on AS is_late,
        c.recognised_after_window,
        k.category,
        k.rule_id,
        k.subsidy_fen,
        k.payers,
        k.payer_fen
    FROM staging.assess_settled AS s
    INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id AND s.plan_year = c.plan_year
    INNER JOIN staging.assess_trait AS t ON s.campaign_id = t.campaign_id AND s.person_key = t.person_key
    INNER JOIN staging.assess_day AS d
        ON
            s.campaign_id = d.campaign_id AND s.person_key = d.person_key AND s.plan_year = d.plan_year
            AND d.day_kind = 2 AND s.identity_on < d.identity_on
            AND d.identity_on <= least(CAST(:business_date AS date), t.died_on)
    INNER JOIN recognised AS i ON s.person_key = i.person_key AND d.identity_on = i.from_on
    INNER JOIN staging.assess_decision AS k
        ON
            d.campaign_id = k.campaign_id AND d.person_key = k.person_key AND d.plan_year = k.plan_year
            AND d.day_no = k.day_no
    WHERE s.campaign_id = :campaign_id AND NOT s.pays_first AND k.gained = 'refundable'
),

-- the largest of them
gain AS (
    SELECT DISTINCT ON (a.person_key)
        a.person_key,
        least(a.subsidy_fen, a.price_fen) AS subsidy_fen,
        w.payers,
        w.payer_fen,
        greatest(a.identity_on, a.count_on) AS gained_on
    FROM afterwards AS a
    CROSS JOIN LATERAL policy.capped_shares(a.payers, a.payer_fen, a.price_fen) AS w
    WHERE
        a.subsidy_fen IS NOT NULL AND least(a.subsidy_fen, a.price_fen) > a.settled_fen
        AND (NOT a.is_late OR a.recognised_after_window = 'subsidised')
    ORDER BY a.person_key ASC, least(a.subsidy_fen, a.price_fen) DESC, a.identity_on ASC
),

-- the first of them whose amount is open: an official decides what is paid back
open_gain AS (
    SELECT DISTINCT ON (a.person_key)
        a.person_key,
        a.category,
        a.rule_id
    FROM afterwards AS a
    LEFT JOIN gain AS g ON a.person_key = g.person_key
    -- nothing is open for a person whose whole price is paid by funds
    WHERE a.subsidy_fen IS NULL AND coalesce(g.subsidy_fen, a.settled_fen) < a.price_fen
    ORDER BY a.person_key ASC, a.identity_on ASC
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    coalesce(g.person_key, o.person_key) AS person_key,
    g.subsidy_fen,
    g.payers,
    g.payer_fen,
    g.gained_on,
    o.category AS open_category,
    o.rule_id AS open_rule_id
FROM gain AS g
FULL JOIN open_gain AS o ON g.person_key = o.person_key
