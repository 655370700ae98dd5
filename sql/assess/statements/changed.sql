-- One row: whether other statements of the tax bureau count than those that were compared last, and whether any were compared.
SELECT
    coalesce(c.delivery_ids <> s.delivery_ids, c.delivery_ids IS NOT NULL OR s.delivery_ids IS NOT NULL) AS are_others,
    s.delivery_ids IS NOT NULL AS are_compared
FROM (
    SELECT array_agg(d.delivery_id ORDER BY d.delivery_id) AS delivery_ids
    FROM landing.effective_delivery AS d
    WHERE d.campaign_id = :campaign_id AND d.kind = 'tax_statement'
) AS c
CROSS JOIN (
    SELECT array_agg(d.delivery_id ORDER BY d.delivery_id) AS delivery_ids
    FROM core.compared_statement AS d
    WHERE d.campaign_id = :campaign_id
) AS s
