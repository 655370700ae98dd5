-- Workbooks of a delivery's first reading are out of date, because it is read again: feedback is sent again.
DELETE FROM landing.feedback AS f
WHERE f.campaign_id = :campaign_id AND f.delivery_id = :delivery_id AND f.state IN ('held', 'rejected')
