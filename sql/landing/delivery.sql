-- One row in the delivery ledger; the same bytes for the same source and period are already there and add nothing.
INSERT INTO landing.delivery (
    campaign_id, delivery_id, source, kind, sender, list_mode, period, cut_off_on, version, file_name, sha256, byte_count,
    delivered_on, state, reasons, landed_at
)
VALUES (
    :campaign_id, :delivery_id, :source, :kind, :sender, :list_mode, :period, :cut_off_on, :version, :file_name, :sha256,
    :byte_count, :delivered_on, 'landed', '[]', :landed_at
)
ON CONFLICT DO NOTHING
