-- Deletes the results of persons without a fact for the plan year. The deleted rows contained the day of the next change; a
-- person without a row of another year therefore stays in the queue (assess/write/finish_queue), like a person who is known only
-- from a later day on.
WITH gone AS (
    DELETE FROM core.dues AS d
    USING staging.assess_difference AS x
    WHERE
        d.campaign_id = :campaign_id AND x.is_gone
        AND d.campaign_id = x.campaign_id AND d.person_key = x.person_key AND d.plan_year = x.plan_year
    RETURNING d.campaign_id, d.person_key
)

INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT
    g.campaign_id,
    g.person_key,
    CAST(:committed_no AS bigint) AS committed_no
FROM gone AS g
INNER JOIN staging.assess_person_situation AS t ON g.campaign_id = t.campaign_id AND g.person_key = t.person_key
WHERE t.next_change_on IS NOT NULL
