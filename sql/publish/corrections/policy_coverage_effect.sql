-- One row per unit and category whose living or enrolled members a correction of the pack changed up to as_of.
SELECT
    t.unit_id,
    t.category,
    SUM(t.member_persons)::bigint AS member_persons,
    SUM(t.enrolled_persons)::bigint AS enrolled_persons
FROM ledger.coverage_total AS t
INNER JOIN ledger.policy_correction AS c ON t.campaign_id = c.campaign_id AND t.assess_no = c.assess_no
WHERE
    t.campaign_id = :campaign_id AND t.assess_no > :known_no AND t.assess_no <= :until_no
    AND t.on_date <= :as_of
GROUP BY t.unit_id, t.category
HAVING (SUM(t.member_persons), SUM(t.enrolled_persons)) <> (0, 0)
ORDER BY t.unit_id, t.category
