-- One row: a person insists on a business date that the pack can hardly mean, and states why.
INSERT INTO landing.forced_date (campaign_id, business_date, step, reason, recorded_at)
VALUES (:campaign_id, :business_date, :step, :reason, :recorded_at)
ON CONFLICT DO NOTHING
