-- At most one row: rules by which a correction from a date would change results of days before that date, and the number of
-- persons.
-- A subsidy gained after the settlement may change, because it is judged on its own, later day.
SELECT
    array_agg(DISTINCT x.rule_id) AS rule_ids,
    count(DISTINCT x.person_key) AS persons
FROM (
    SELECT
        coalesce(a.person_key, b.person_key) AS person_key,
        unnest(array_remove(ARRAY[b.rule_id, a.rule_id], NULL)) AS rule_id
    FROM (
        SELECT d.*
        FROM core.dues AS d
        INNER JOIN staging.assess_difference AS x
            ON d.campaign_id = x.campaign_id AND d.person_key = x.person_key AND d.plan_year = x.plan_year
        WHERE d.campaign_id = :campaign_id
    ) AS b
    FULL JOIN
        (
            SELECT r.*
            FROM staging.assess_result AS r
            INNER JOIN staging.assess_difference AS x
                ON r.campaign_id = x.campaign_id AND r.person_key = x.person_key AND r.plan_year = x.plan_year
            WHERE r.campaign_id = :campaign_id
        ) AS a
        ON b.person_key = a.person_key AND b.plan_year = a.plan_year
    WHERE
        (b.settled_on < CAST(:from_on AS date) OR a.settled_on < CAST(:from_on AS date))
        AND (b.status, b.category, b.rule_id, b.tier, b.price_fen, b.due_fen, b.settled_on, b.identity_on, b.coverage_from)
        IS DISTINCT FROM
        (a.status, a.category, a.rule_id, a.tier, a.price_fen, a.due_fen, a.settled_on, a.identity_on, a.coverage_from)
) AS x
HAVING count(*) > 0
