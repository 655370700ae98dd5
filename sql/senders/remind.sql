-- A reminder goes out once for each expected delivery: whoever writes the row first sends the mail.
INSERT INTO ledger.reminder (campaign_id, source, due_on, period, reminded_on, mailed_at)
VALUES (:campaign_id, :source, :due_on, :period, :reminded_on, :mailed_at)
ON CONFLICT DO NOTHING
