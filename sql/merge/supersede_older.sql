-- Of a sender's lists for one period the highest accepted version counts: this delivery puts lower versions out of force.
UPDATE landing.delivery AS d
SET state = 'superseded'
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period
    AND d.kind IN ('special_list', 'roll', 'employee', 'history')
    AND d.state = 'committed' AND d.version < :version
