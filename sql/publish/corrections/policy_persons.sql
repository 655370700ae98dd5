-- One row per unit: persons whose account corrections of the pack changed on a day up to as_of (once per correction).
SELECT
    d.unit_id,
    SUM(d.persons)::bigint AS persons
FROM ledger.policy_correction_day AS d
WHERE
    d.campaign_id = :campaign_id AND d.assess_no > :known_no AND d.assess_no <= :until_no
    AND d.on_date <= :as_of
GROUP BY d.unit_id
ORDER BY d.unit_id
