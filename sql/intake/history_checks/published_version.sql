-- One row: the last day of the newest publication that used a lower version of this list; NULL = there is none.
SELECT max(p.as_of) AS as_of
FROM ledger.publication AS p
INNER JOIN ledger.assessment AS s ON p.campaign_id = s.campaign_id AND p.known_no = s.assess_no
INNER JOIN landing.delivery_status AS d ON p.campaign_id = d.campaign_id AND s.committed_no >= d.committed_no
WHERE
    p.campaign_id = :campaign_id AND d.source = :source AND d.period = :period AND d.version < :version
    AND d.has_versions AND d.is_accepted
