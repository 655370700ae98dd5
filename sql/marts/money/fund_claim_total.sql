-- One row per unit, category and batch of the persons of mart.fund_claim: each person counts once. A person with claims in several
-- batches is under all of them (第一批、第二批), a person without a claim under the empty batch.
CREATE OR REPLACE VIEW mart.fund_claim_total AS
SELECT
    c.pack_code,
    c.plan_year,
    c.unit_id,
    c.unit_name,
    c.unit_sort_order,
    c.category,
    c.category_label,
    c.batches,
    count(*) FILTER (WHERE c.claims > 0) AS claimed_persons,
    sum(c.claimed_fen)::bigint AS claimed_fen,
    count(*) FILTER (WHERE c.owed_fen > 0) AS owed_persons,
    sum(c.owed_fen)::bigint AS owed_fen,
    count(*) FILTER (WHERE c.comparison = 'not_owed') AS not_owed_persons,
    coalesce(sum(c.claimed_fen) FILTER (WHERE c.comparison = 'not_owed'), 0)::bigint AS not_owed_fen,
    count(*) FILTER (WHERE c.comparison = 'not_claimed') AS not_claimed_persons,
    coalesce(sum(c.owed_fen) FILTER (WHERE c.comparison = 'not_claimed'), 0)::bigint AS not_claimed_fen,
    count(*) FILTER (WHERE c.comparison = 'differs') AS differing_persons,
    coalesce(sum(c.difference_fen) FILTER (WHERE c.comparison = 'differs'), 0)::bigint AS differing_fen,
    count(*) FILTER (WHERE c.is_other_category) AS other_category_persons
FROM mart_case.fund_claim AS c
GROUP BY
    c.pack_code, c.plan_year, c.unit_id, c.unit_name, c.unit_sort_order, c.category, c.category_label, c.batches;
