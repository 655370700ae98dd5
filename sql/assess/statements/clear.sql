-- Other statements count now: the comparison begins again.
DELETE FROM core.compared_statement WHERE campaign_id = :campaign_id
