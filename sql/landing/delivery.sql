-- One row in the delivery ledger; none if the same bytes are recorded for the source and period already.
INSERT INTO landing.delivery (
    campaign_id, delivery_id, source, kind, sender, list_mode, period, cut_off_on, version, file_name, sha256, byte_count,
    delivered_on, state, reasons, landed_at
)
VALUES (
    :campaign_id, :delivery_id, :source, :kind, :sender, :list_mode, :period, :cut_off_on, :version, :file_name, :sha256,
    :byte_count, :delivered_on, 'landed', '[]', :landed_at
)
ON CONFLICT DO NOTHING
