-- One row per person (pseudonym) with a claim of a list of 代缴 or 请款, or with a part of the campaign's plan year that funds owe:
-- what is claimed, and what funds owe by the last assessment. A campaign without such a list has no row. Of each source, the last full list and
-- all lists since count, and their rows add up. Funds owe nothing for a person who is not enrolled.
CREATE OR REPLACE VIEW mart_case.fund_claim AS
WITH counted AS (
    SELECT
        d.campaign_id,
        d.delivery_id,
        d.cut_off_on >= coalesce(
            max(d.cut_off_on) FILTER (WHERE d.list_mode = 'full') OVER (PARTITION BY d.campaign_id, d.source), d.cut_off_on
        ) AS counts
    FROM landing.effective_delivery AS d
    WHERE d.kind = 'fund_claim'
),

claimed AS (
    SELECT
        f.campaign_id,
        coalesce(l.person_key, f.person_key) AS person_key,
        count(*) AS claims,
        sum(f.claimed_fen)::bigint AS claimed_fen,
        min(f.unit_id) AS unit_id,
        min(f.category) AS category,
        count(DISTINCT f.category) AS categories,
        coalesce(string_agg(DISTINCT f.batch, '、' ORDER BY f.batch), '') AS batches
    FROM core.fund_claim_fact AS f
    INNER JOIN counted AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id AND d.counts
    LEFT JOIN core.linked_person AS l ON f.person_key = l.fact_key
    GROUP BY f.campaign_id, coalesce(l.person_key, f.person_key)
),

person AS (
    SELECT
        c.campaign_id,
        c.person_key
    FROM claimed AS c
    UNION
    SELECT
        d.campaign_id,
        d.person_key
    FROM core.dues AS d
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id AND d.plan_year = c.plan_year
    WHERE
        d.status = 'enrolled' AND d.fund_fen > 0
        AND d.campaign_id IN (SELECT n.campaign_id FROM counted AS n WHERE n.counts)
),

compared AS (
    SELECT
        p.campaign_id,
        p.person_key,
        y.pack_code,
        y.plan_year,
        d.status,
        coalesce(d.unit_id, c.unit_id) AS unit_id,
        CASE WHEN d.status = 'enrolled' AND d.fund_fen > 0 THEN d.category ELSE c.category END AS category,
        c.category AS claimed_category,
        -- several categories of one person: at least one is another than the ledger's
        d.status = 'enrolled' AND d.fund_fen > 0 AND (c.category <> d.category OR c.categories > 1) AS is_other_category,
        coalesce(c.batches, '') AS batches,
        coalesce(c.claims, 0) AS claims,
        coalesce(c.claimed_fen, 0) AS claimed_fen,
        CASE WHEN d.status = 'enrolled' THEN d.fund_fen ELSE 0 END AS owed_fen
    FROM person AS p
    INNER JOIN policy.campaign AS y ON p.campaign_id = y.campaign_id
    LEFT JOIN claimed AS c ON p.campaign_id = c.campaign_id AND p.person_key = c.person_key
    LEFT JOIN core.dues AS d
        ON p.campaign_id = d.campaign_id AND p.person_key = d.person_key AND y.plan_year = d.plan_year
)

SELECT
    r.pack_code,
    r.person_key,
    r.plan_year,
    r.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    coalesce(k.shown_category, regexp_replace(r.category, '^unknown:.*', 'unknown:')) AS category,
    coalesce(k.label_zh, regexp_replace(r.category, '^unknown:.*', '未登记类别')) AS category_label,
    coalesce(m.shown_category, regexp_replace(r.claimed_category, '^unknown:.*', 'unknown:')) AS claimed_category,
    coalesce(r.is_other_category, FALSE) AS is_other_category,
    r.batches,
    r.claims,
    r.claimed_fen,
    r.owed_fen,
    r.claimed_fen - r.owed_fen AS difference_fen,
    r.status,
    CASE
        WHEN r.owed_fen = 0 THEN 'not_owed'
        WHEN r.claims = 0 THEN 'not_claimed'
        WHEN r.claimed_fen = r.owed_fen THEN 'agrees'
        ELSE 'differs'
    END AS comparison
FROM compared AS r
LEFT JOIN policy.unit AS u ON r.campaign_id = u.campaign_id AND r.unit_id = u.unit_id
LEFT JOIN landing.category_label AS k ON r.campaign_id = k.campaign_id AND r.category = k.category
LEFT JOIN landing.category_label AS m ON r.campaign_id = m.campaign_id AND r.claimed_category = m.category;
