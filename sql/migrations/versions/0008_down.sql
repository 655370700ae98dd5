-- Takes revocations, expected deliveries and reminders away again; a revoked list stays out of force.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

DROP TABLE ledger.reminder;
DROP TABLE policy.expected_delivery;
DROP TABLE landing.revocation;
UPDATE landing.delivery SET state = 'superseded' WHERE state = 'revoked';
ALTER TABLE landing.delivery
DROP CONSTRAINT delivery_state_check,
ADD CONSTRAINT delivery_state_check CHECK (state IN ('landed', 'committed', 'held', 'rejected', 'superseded'));
