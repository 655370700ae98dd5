-- One row per row of a list about a person who is read. The traits and the memberships (assess/judge/membership) are made from these
-- rows, so that the lists are looked up once.
INSERT INTO staging.assess_list_fact (
    campaign_id, person_key, fact_key, category, op, effective_on, cut_off_on, birth_on, grade, subclass, hukou_local, unit_id,
    replaces, delivery_id
)
SELECT
    p.campaign_id,
    p.person_key,
    p.fact_key,
    f.category,
    f.op,
    f.effective_on,
    f.cut_off_on,
    f.birth_on,
    f.grade,
    f.subclass,
    f.hukou_local,
    f.unit_id,
    f.replaces,
    f.delivery_id
FROM staging.assess_changed_key AS p
INNER JOIN core.membership_fact AS f ON p.campaign_id = f.campaign_id AND p.fact_key = f.person_key
WHERE p.campaign_id = :campaign_id
