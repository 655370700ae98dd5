-- A delivery that was rejected by machine for its header alone is pending again, to be read by the layouts of today.
UPDATE landing.delivery AS d
SET state = 'landed'
WHERE
    d.campaign_id = :campaign_id AND d.delivery_id = :delivery_id AND d.state = 'rejected'
    AND jsonb_array_length(d.reasons) > 0
    AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(d.reasons) AS r (item) WHERE NOT r.item ->> 'code' = ANY(:codes)
    )
    AND NOT EXISTS (
        SELECT FROM landing.decision AS n
        WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id AND n.verdict = 'reject'
    )
