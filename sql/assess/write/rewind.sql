-- One row per assessment that went back to an earlier business date; never changed.
INSERT INTO ledger.rewind (campaign_id, assess_no, from_on, to_on, rewound_by, reason, note, recorded_at)
VALUES (:campaign_id, :assess_no, :from_on, :to_on, :rewound_by, :reason, :note, :now)
