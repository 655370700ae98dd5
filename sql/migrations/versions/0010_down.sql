-- Takes links between keys away again: each key is a person of its own, and is judged anew.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT
    w.campaign_id,
    k.person_key,
    w.committed_no
FROM landing.watermark AS w
CROSS JOIN (
    SELECT l.fact_key AS person_key FROM core.linked_person AS l
    UNION
    SELECT l.person_key FROM core.linked_person AS l
) AS k
ON CONFLICT DO NOTHING;

DROP VIEW staging.assess_payer_key;
DROP VIEW staging.assess_person_key;
DROP TABLE staging.assess_changed_key;
DROP TABLE staging.assess_linked;
DROP TABLE staging.linked_wanted;
DROP TABLE staging.linked_reach;
DROP TABLE staging.linked_touched;
DROP TABLE core.review_count;
DROP VIEW vault.review_state;
DROP TABLE core.linked_person;
DROP TABLE core.person_link;
DROP TABLE vault.review_decision;
DROP TABLE vault.review;
DROP TABLE vault.certificate_fact;
