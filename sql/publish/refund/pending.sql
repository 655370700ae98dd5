-- Number of facts that wait for the next assessment: until then the refundable money of their persons is not known.
SELECT count(*) AS facts
FROM core.changed_person AS q
WHERE q.campaign_id = :campaign_id
