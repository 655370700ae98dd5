-- One row per level of government that pays a fiscal subsidy for each enrolled person.
SELECT
    level_no,
    level_label,
    fen,
    is_minimum
FROM policy.fiscal_share
WHERE campaign_id = :campaign_id
ORDER BY level_no
