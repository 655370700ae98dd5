-- One row per unit and category of which a correction of the pack changed a count of members up to as_of.
SELECT
    t.unit_id,
    COALESCE(k.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')) AS category,
    SUM(t.member_persons)::bigint AS member_persons,
    SUM(t.enrolled_persons)::bigint AS enrolled_persons,
    SUM(t.undefined_persons)::bigint AS undefined_persons,
    SUM(t.undefined_paid_persons)::bigint AS undefined_paid_persons
FROM ledger.coverage_total AS t
INNER JOIN ledger.policy_correction AS c ON t.campaign_id = c.campaign_id AND t.assess_no = c.assess_no
LEFT JOIN landing.category_label AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
WHERE
    t.campaign_id = :campaign_id AND t.assess_no > :known_no AND t.assess_no <= :until_no
    AND t.on_date <= :as_of
GROUP BY t.unit_id, t.category, k.shown_category
HAVING
    (SUM(t.member_persons), SUM(t.enrolled_persons), SUM(t.undefined_persons), SUM(t.undefined_paid_persons))
    <> (0, 0, 0, 0)
ORDER BY t.unit_id, t.category
