-- One row per recipient of reports that an official may fetch.
INSERT INTO policy.reader_recipient (campaign_id, role_name, recipient, office, sees_persons, until_on)
SELECT
    :campaign_id,
    :role_name,
    r.recipient,
    :office,
    :sees_persons,
    :until_on
FROM unnest(CAST(:recipients AS text [])) AS r (recipient)
