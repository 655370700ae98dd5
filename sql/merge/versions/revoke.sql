-- One row: a sender revokes a version of a list; a second revocation of the version adds nothing. It gets the number under which
-- the persons of the list are queued next (runtime/next_committed).
INSERT INTO landing.revocation (
    campaign_id, source, period, version, revoked_on, revoked_by, reason, recorded_at, committed_no
)
SELECT
    w.campaign_id,
    CAST(:source AS text),
    CAST(:period AS text),
    CAST(:version AS integer),
    CAST(:revoked_on AS date),
    CAST(:revoked_by AS text),
    CAST(:reason AS text),
    CAST(:recorded_at AS timestamptz),
    w.committed_no + 1
FROM landing.watermark AS w
WHERE w.campaign_id = :campaign_id
ON CONFLICT DO NOTHING
