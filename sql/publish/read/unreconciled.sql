-- One row per day up to the as-of day, unit ('' = none) and kind of open differences between the tax bureau's figures and the
-- receipts: lines of its monthly statement, and files that do not add up to their control row.
SELECT
    d.on_date,
    d.unit_id,
    'statement' AS kind,
    sum(d.differences)::bigint AS differences,
    sum(d.difference_fen)::bigint AS difference_fen
FROM mart.statement_difference AS d
INNER JOIN policy.campaign AS c ON d.pack_code = c.pack_code
WHERE c.campaign_id = :campaign_id AND d.on_date <= :as_of
GROUP BY d.on_date, d.unit_id
UNION ALL
SELECT
    f.cut_off_on AS on_date,
    '' AS unit_id,
    'feed' AS kind,
    count(*) AS differences,
    sum(f.difference_fen)::bigint AS difference_fen
FROM mart.reconciliation_feed AS f
INNER JOIN policy.campaign AS c ON f.pack_code = c.pack_code
WHERE c.campaign_id = :campaign_id AND f.cut_off_on <= :as_of AND f.state = 'differs'
GROUP BY f.cut_off_on
ORDER BY on_date, kind, unit_id
