-- One row: the gate's decision about a delivery. Only a pending delivery is decided, so a decision is written once.
UPDATE landing.delivery
SET
    state = :state,
    decided_on = :decided_on,
    decided_at = :decided_at,
    committed_no = :committed_no,
    row_count = :row_count,
    clean_count = :clean_count,
    duplicate_count = :duplicate_count,
    quarantine_count = :quarantine_count,
    amount_fen = :amount_fen,
    read_seconds = coalesce(CAST(:read_seconds AS double precision), read_seconds),
    reasons = CAST(:reasons AS jsonb)
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'landed'
