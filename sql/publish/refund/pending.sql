-- Number of facts that the next assessment is to judge: until then the refundable money of their persons is not known. A person whose
-- facts all lie ahead waits in the queue as well, but was assessed, has no result yet and no refundable money.
SELECT count(*) AS facts
FROM core.changed_person AS q
INNER JOIN landing.watermark AS w ON q.campaign_id = w.campaign_id
WHERE q.campaign_id = :campaign_id AND q.committed_no > w.assessed_no
