-- One row per slot that was ever published, with its newest publication, in the order of publishing, and whether a later
-- correction of the pack is missing from it.
SELECT
    l.publication_id,
    l.report,
    l.cadence,
    l.period_from,
    l.period_to,
    l.as_of,
    l.manifest,
    EXISTS(
        SELECT FROM ledger.policy_correction AS c
        WHERE c.campaign_id = l.campaign_id AND c.assess_no > l.known_no
    ) AS is_before_correction
FROM (
    SELECT DISTINCT ON (p.report, p.cadence, p.period_to) p.*
    FROM ledger.publication AS p
    WHERE p.campaign_id = :campaign_id
    ORDER BY p.report ASC, p.cadence ASC, p.period_to ASC, p.correction_no DESC
) AS l
ORDER BY l.as_of, l.report, l.cadence
