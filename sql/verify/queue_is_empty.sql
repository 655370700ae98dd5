-- Persons who wait although the watermark says that they were assessed (who has no row yet waits for a day to come).
SELECT count(*) AS problems
FROM core.changed_person AS q
INNER JOIN landing.watermark AS w ON q.campaign_id = w.campaign_id
WHERE
    q.campaign_id = :campaign_id AND q.committed_no <= w.assessed_no
    AND EXISTS (SELECT FROM core.dues AS d WHERE d.campaign_id = q.campaign_id AND d.person_key = q.person_key)
