-- One row per version, at its first use.
INSERT INTO ledger.pack_version (campaign_id, pack_version, content, assess_no, business_date)
VALUES (:campaign_id, :pack_version, :content, :assess_no, :business_date)
ON CONFLICT (campaign_id, pack_version) DO NOTHING
