-- One row: a delivery of the ledger with what follows from its decisions and other versions: how often officials decided about
-- it, the higher effective version of the list, the highest version that is taken, the number of other effective parts of its
-- version, and whether its persons may still be changed by the next assessment.
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
    d.decisions,
    d.overtaken_by,
    (
        -- a revoked version, arrived or not, is not free
        SELECT max(v.version)
        FROM (
            SELECT v.version
            FROM landing.delivery AS v
            WHERE v.campaign_id = d.campaign_id AND v.source = d.source AND v.period = d.period
            UNION ALL
            SELECT r.version
            FROM landing.revocation AS r
            WHERE r.campaign_id = d.campaign_id AND r.source = d.source AND r.period = d.period
        ) AS v
    ) AS last_version,
    (
        SELECT count(*)
        FROM landing.delivery AS v
        WHERE
            v.campaign_id = d.campaign_id AND v.source = d.source AND v.period = d.period AND v.version = d.version
            AND v.delivery_id <> d.delivery_id AND v.state = 'committed' AND v.list_mode <> 'feed'
    ) AS other_parts,
    d.kind = 'special_list' AND d.state = 'committed' AND (
        SELECT w.committed_no > w.assessed_no
        FROM landing.watermark AS w
        WHERE w.campaign_id = d.campaign_id
    ) AS waits_for_assessment
FROM landing.delivery_status AS d
WHERE d.campaign_id = :campaign_id AND d.delivery_id = :delivery_id
