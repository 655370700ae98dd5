-- One row: changes the state of a delivery, if the event allows the change from its present state; otherwise no row is changed.
-- The gate's own decision, which writes counts and reasons as well, is intake/decide.
UPDATE landing.delivery AS d
SET
    state = t.to_state,
    decided_on = coalesce(CAST(:decided_on AS date), d.decided_on),
    decided_at = coalesce(CAST(:decided_at AS timestamptz), d.decided_at)
FROM (
    VALUES
    -- a held delivery is pending again, in the transaction that gates and decides it
    ('reopen', 'held', 'landed'),
    -- a rejected delivery is pending again, because today's layouts read it differently
    ('reread', 'rejected', 'landed'),
    -- an official rejects a held delivery; its counts and reasons stay as they were presented
    ('reject', 'held', 'rejected'),
    -- versions and revocations move an accepted list between three states, in any order of arrival
    ('version', 'committed', 'committed'),
    ('version', 'committed', 'superseded'),
    ('version', 'committed', 'revoked'),
    ('version', 'superseded', 'committed'),
    ('version', 'superseded', 'superseded'),
    ('version', 'superseded', 'revoked'),
    ('version', 'revoked', 'committed'),
    ('version', 'revoked', 'superseded'),
    ('version', 'revoked', 'revoked')
) AS t (event, from_state, to_state)
WHERE
    d.campaign_id = :campaign_id AND d.delivery_id = :delivery_id
    AND d.state = t.from_state AND t.event = :event AND t.to_state = :state
