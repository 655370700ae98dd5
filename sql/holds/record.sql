-- One row per decision of an official; never changed.
INSERT INTO landing.decision (
    campaign_id, delivery_id, decision_no, verdict, outcome, decided_by, note, waived, shown, shown_sha256, file_sha256,
    business_date, decided_at
)
VALUES (
    :campaign_id, :delivery_id, :decision_no, :verdict, :outcome, :decided_by, :note, :waived, CAST(:shown AS jsonb),
    :shown_sha256, :file_sha256, :business_date, :now
)
