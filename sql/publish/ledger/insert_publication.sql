-- One new row, or none if another run published the slot, recipient and correction first.
INSERT INTO ledger.publication (
    campaign_id,
    publication_id,
    report,
    cadence,
    period_from,
    period_to,
    as_of,
    recipient,
    known_no,
    pack_version,
    correction_no,
    manifest,
    published_at
)
VALUES (
    :campaign_id,
    :publication_id,
    :report,
    :cadence,
    :period_from,
    :period_to,
    :as_of,
    :recipient,
    :known_no,
    :pack_version,
    :correction_no,
    CAST(:manifest AS jsonb),
    :published_at
)
ON CONFLICT DO NOTHING
