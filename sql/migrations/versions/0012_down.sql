-- one row per person to assess
CREATE UNLOGGED TABLE staging.assess_person (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL
);

-- one row per key of a person to assess
CREATE VIEW staging.assess_person_key AS
SELECT
    p.campaign_id,
    p.person_key,
    p.person_key AS fact_key
FROM staging.assess_person AS p
UNION ALL
SELECT
    l.campaign_id,
    l.person_key,
    l.fact_key
FROM staging.assess_linked AS l;
