-- One row per assessment, with the deliveries and the pack version that it used.
INSERT INTO ledger.assessment (campaign_id, assess_no, committed_no, business_date, pack_version, persons)
VALUES (:campaign_id, :assess_no, :committed_no, :business_date, :pack_version, :persons)
