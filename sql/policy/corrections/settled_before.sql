-- At most one row: rules by which a correction from a date would change results of days before that date, and the number of
-- persons.
-- A subsidy gained after the settlement may change, because it is judged on its own, later day.
SELECT
    array_agg(DISTINCT r.rule_id) AS rule_ids,
    count(DISTINCT r.person_key) AS persons
FROM (
    SELECT
        x.person_key,
        unnest(array_remove(ARRAY[(x.before).rule_id, (x.after).rule_id], NULL)) AS rule_id
    FROM staging.assess_before_after AS x
    WHERE
        x.campaign_id = :campaign_id
        AND ((x.before).settled_on < CAST(:from_on AS date) OR (x.after).settled_on < CAST(:from_on AS date))
        AND (
            (x.before).status, (x.before).category, (x.before).rule_id, (x.before).tier, (x.before).price_fen,
            (x.before).due_fen, (x.before).settled_on, (x.before).identity_on, (x.before).coverage_from
        ) IS DISTINCT FROM (
            (x.after).status, (x.after).category, (x.after).rule_id, (x.after).tier, (x.after).price_fen,
            (x.after).due_fen, (x.after).settled_on, (x.after).identity_on, (x.after).coverage_from
        )
) AS r
HAVING count(*) > 0
