-- One row per expected delivery: the process that writes the row first queues the reminder, so it is sent once.
INSERT INTO ledger.reminder (campaign_id, source, due_on, period, reminded_on, recorded_at)
VALUES (:campaign_id, :source, :due_on, :period, :reminded_on, :recorded_at)
ON CONFLICT DO NOTHING
