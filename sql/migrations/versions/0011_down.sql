-- Takes reversals away again: what they took back counts as paid, and their persons are judged anew.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT
    r.campaign_id,
    r.person_key,
    w.committed_no
FROM core.reversal AS r
INNER JOIN landing.watermark AS w ON r.campaign_id = w.campaign_id
ON CONFLICT DO NOTHING;

ALTER TABLE staging.tax_feed DROP COLUMN reversed_receipt_no;
DROP VIEW core.reversal_state;
DROP TABLE core.reversal;
