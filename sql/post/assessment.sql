-- One row per assessment: which deliveries and which pack it knew.
INSERT INTO ledger.assessment (campaign_id, assess_no, committed_no, business_date, pack_version, persons)
VALUES (:campaign_id, :assess_no, :committed_no, :business_date, :pack_version, :persons)
