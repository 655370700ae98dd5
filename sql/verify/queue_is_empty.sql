-- One row per person in the queue although the watermark states that the person was assessed (a person without results yet waits
-- for a later day).
SELECT count(*) AS problems
FROM core.changed_person AS q
INNER JOIN landing.watermark AS w ON q.campaign_id = w.campaign_id
WHERE
    q.campaign_id = :campaign_id AND q.committed_no <= w.assessed_no
    AND EXISTS (SELECT FROM core.dues AS d WHERE d.campaign_id = q.campaign_id AND d.person_key = q.person_key)
