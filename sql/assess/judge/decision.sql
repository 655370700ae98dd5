-- One row per day: the category that decides, the subsidy, and the share of each payer.
INSERT INTO staging.assess_decision (
    campaign_id, person_key, plan_year, day_no, category, rule_id, subsidy_fen, payers, payer_fen, is_reimbursed, gained, enjoys_tier
)
WITH claim AS (
    SELECT
        k.person_key,
        k.day_no,
        k.category,
        k.rule_id,
        k.base_fen,
        k.subsidy_fen,
        k.verdict,
        row_number() OVER (
            PARTITION BY k.person_key, k.day_no ORDER BY k.verdict = 'added', k.verdict_order
        ) AS claim_no
    FROM staging.assess_claim AS k
    WHERE k.campaign_id = :campaign_id AND k.verdict IN ('counts', 'added')
),

-- every part of every claim that counts, in the order of payment; a claim without an amount is one part without one
part AS (
    SELECT
        k.person_key,
        k.day_no,
        k.base_fen,
        k.claim_no,
        coalesce(q.part_no, 1) AS part_no,
        q.payer,
        CASE WHEN k.subsidy_fen IS NOT NULL THEN f.fen END AS wanted_fen
    FROM claim AS k
    LEFT JOIN policy.subsidy_part AS q ON q.campaign_id = :campaign_id AND k.rule_id = q.rule_id
    LEFT JOIN policy.subsidy_part_amount AS f
        ON q.campaign_id = f.campaign_id AND q.rule_id = f.rule_id AND q.part_no = f.part_no AND k.base_fen = f.price_fen
),

capped AS (
    SELECT
        p.*,
        greatest(
            p.base_fen - coalesce(
                sum(p.wanted_fen) OVER (
                    PARTITION BY p.person_key, p.day_no ORDER BY p.claim_no, p.part_no
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), 0
            ), 0
        )::bigint AS left_fen
    FROM part AS p
),

share AS (
    SELECT
        p.person_key,
        p.day_no,
        p.payer,
        sum(least(p.wanted_fen, p.left_fen))::bigint AS fen,
        min(p.claim_no * 1000 + p.part_no) AS share_no
    FROM capped AS p
    WHERE p.wanted_fen IS NOT NULL AND p.payer IS NOT NULL AND least(p.wanted_fen, p.left_fen) > 0
    GROUP BY p.person_key, p.day_no, p.payer
),

shares AS (
    SELECT
        s.person_key,
        s.day_no,
        array_agg(s.payer ORDER BY s.share_no) AS payers,
        array_agg(s.fen ORDER BY s.share_no) AS payer_fen
    FROM share AS s
    GROUP BY s.person_key, s.day_no
),

worth AS (
    SELECT
        p.person_key,
        p.day_no,
        CASE
            -- NULL without a price, or with an open amount for which something of the price is left
            WHEN bool_or(p.base_fen IS NULL OR (p.wanted_fen IS NULL AND p.left_fen > 0)) THEN NULL
            ELSE coalesce(sum(least(p.wanted_fen, p.left_fen)), 0)::bigint
        END AS subsidy_fen
    FROM capped AS p
    GROUP BY p.person_key, p.day_no
)

SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    d.day_no,
    coalesce(k.category, 'ordinary') AS category,
    k.rule_id,
    CASE WHEN k.person_key IS NULL THEN 0 ELSE w.subsidy_fen END AS subsidy_fen,
    CASE WHEN w.subsidy_fen IS NULL THEN '{}' ELSE coalesce(s.payers, '{}') END AS payers,
    CASE WHEN w.subsidy_fen IS NULL THEN '{}' ELSE coalesce(s.payer_fen, '{}') END AS payer_fen,
    coalesce(r.is_reimbursed AND k.verdict = 'counts', FALSE) AS is_reimbursed,
    coalesce(r.gained, c.gained_after_payment) AS gained,
    r.enjoys_tier
FROM staging.assess_day AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN claim AS k
    ON d.plan_year = c.plan_year AND d.person_key = k.person_key AND d.day_no = k.day_no AND k.claim_no = 1
LEFT JOIN worth AS w ON d.plan_year = c.plan_year AND d.person_key = w.person_key AND d.day_no = w.day_no
LEFT JOIN shares AS s ON d.plan_year = c.plan_year AND d.person_key = s.person_key AND d.day_no = s.day_no
LEFT JOIN policy.subsidy AS r ON d.campaign_id = r.campaign_id AND k.rule_id = r.rule_id
WHERE d.campaign_id = :campaign_id
