-- Count and sum of a feed's control row, and the money of its rows that are not loaded. A feed that is gated again has it again.
INSERT INTO landing.control_total (campaign_id, delivery_id, control_rows, control_fen, duplicate_fen, quarantine_fen)
VALUES (:campaign_id, :delivery_id, :control_rows, :control_fen, :duplicate_fen, :quarantine_fen)
ON CONFLICT (campaign_id, delivery_id) DO UPDATE
    SET
        control_rows = excluded.control_rows,
        control_fen = excluded.control_fen,
        duplicate_fen = excluded.duplicate_fen,
        quarantine_fen = excluded.quarantine_fen
