-- Takes out the rows of who no longer has a fact for the plan year. The rows said when their persons change again; who has one
-- in no other year stays in the queue for that (assess/write/finish_queue), as who is known only from a day to come on does.
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
INNER JOIN staging.assess_alike AS t ON g.campaign_id = t.campaign_id AND g.person_key = t.person_key
WHERE t.next_change_on IS NOT NULL
