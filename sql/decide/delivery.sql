-- One delivery of the ledger, whole, and how often persons have decided about it.
SELECT
    d.delivery_id,
    d.source,
    d.sender,
    d.kind,
    d.list_mode,
    d.period,
    d.cut_off_on,
    d.version,
    d.file_name,
    d.sha256,
    d.byte_count,
    d.delivered_on,
    d.state,
    d.decided_on,
    d.row_count,
    d.clean_count,
    d.duplicate_count,
    d.quarantine_count,
    d.amount_fen,
    d.reasons,
    (
        SELECT count(*)
        FROM landing.decision AS n
        WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id
    ) AS decisions
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.delivery_id = :delivery_id
