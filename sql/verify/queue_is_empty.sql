-- Persons who wait although the watermark says that they were assessed.
SELECT count(*) AS problems
FROM core.changed_person AS q
INNER JOIN landing.watermark AS w ON q.campaign_id = w.campaign_id
WHERE q.campaign_id = :campaign_id AND q.committed_no <= w.assessed_no
