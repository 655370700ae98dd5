-- One row per effective delivery that was accepted after since_no, up to until_no; corrected versions first.
-- Feeds of days after as_of do not change sums up to as_of, unless they take back receipts of those days.
SELECT
    d.sender,
    d.kind,
    d.list_mode,
    d.period,
    d.version,
    d.delivered_on
FROM landing.effective_delivery AS d
WHERE
    d.campaign_id = :campaign_id
    AND d.committed_no > :since_no AND d.committed_no <= :until_no
    AND (
        d.kind <> 'tax_feed' OR d.cut_off_on <= :as_of
        OR d.delivery_id IN (SELECT r.delivery_id FROM mart.reversal AS r WHERE r.changes_from_on <= :as_of)
    )
ORDER BY (d.version > 1) DESC, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
