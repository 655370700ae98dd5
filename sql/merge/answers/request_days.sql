-- The days of the requests of a list. The next assessment works out the last day of their terms.
INSERT INTO core.request_term (campaign_id, requested_on)
SELECT DISTINCT
    r.campaign_id,
    r.requested_on
FROM staging.correction_request AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ON CONFLICT DO NOTHING
