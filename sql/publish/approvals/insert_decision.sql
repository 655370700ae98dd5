-- One new row, or none if the report has an answer already.
INSERT INTO ledger.publication_decision (
    campaign_id, publication_id, is_approved, decided_by, note, business_date, decided_at
)
VALUES (:campaign_id, :publication_id, :is_approved, :decided_by, :note, :business_date, :decided_at)
ON CONFLICT DO NOTHING
