-- What was told of a delivery's first reading no longer holds: it is read again, and told anew.
DELETE FROM landing.feedback AS f
WHERE f.campaign_id = :campaign_id AND f.delivery_id = :delivery_id AND f.state IN ('held', 'rejected')
