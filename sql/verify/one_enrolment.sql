-- One row per person whose enrolment count for a plan year is not 0 or 1, by the person's own key or by another key with the same
-- document number.
WITH enrolled AS (
    SELECT
        v.number_cipher,
        e.plan_year,
        sum(e.enrolled_persons) AS times,
        min(sum(e.enrolled_persons)) OVER (PARTITION BY v.number_cipher, e.plan_year) AS least
    FROM ledger.event AS e
    INNER JOIN vault.person AS v ON e.person_key = v.person_key
    WHERE e.campaign_id = :campaign_id
    GROUP BY v.number_cipher, e.plan_year
)

SELECT count(*) AS problems
FROM enrolled AS n
WHERE n.times NOT IN (0, 1) OR n.least < 0
