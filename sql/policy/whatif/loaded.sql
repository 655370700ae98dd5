-- At most one row: the version of the pack that the policy tables hold.
SELECT pack_version FROM policy.campaign WHERE campaign_id = :campaign_id
