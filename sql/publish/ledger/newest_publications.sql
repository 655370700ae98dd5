-- One row per slot and recipient that was ever published, with its newest publication, in the order of publishing, and whether
-- it knew less than a later correction of the pack that nobody compared it with, or was made by an assessment that a later rewind took back. The latter counts
-- until a second assessment has passed the day from which the campaign went back.
SELECT
    l.campaign_id,
    n.pack_code,
    l.publication_id,
    l.report,
    l.recipient,
    l.correction_no,
    l.manifest,
    l.published_at,
    EXISTS(
        SELECT FROM ledger.policy_correction AS c
        WHERE
            c.campaign_id = l.campaign_id AND c.assess_no > l.known_no
            AND c.assess_no > (
                SELECT coalesce(max(k.assess_no), 0) FROM ledger.publication_check AS k
                WHERE k.campaign_id = l.campaign_id AND k.publication_id = l.publication_id
            )
    ) AS is_before_correction,
    EXISTS(
        SELECT FROM ledger.rewind AS w
        WHERE
            w.campaign_id = l.campaign_id AND w.assess_no > l.known_no
            AND w.to_on < CAST(l.manifest ->> 'assessed_on' AS date)
            AND 2 > (
                SELECT count(*) FROM ledger.assessment AS a
                WHERE a.campaign_id = w.campaign_id AND a.assess_no > w.assess_no AND a.business_date > w.from_on
            )
    ) AS is_before_rewind
FROM (
    SELECT DISTINCT ON (p.report, p.cadence, p.period_to, p.recipient) p.*
    FROM ledger.publication AS p
    WHERE p.campaign_id = :campaign_id
    ORDER BY p.report ASC, p.cadence ASC, p.period_to ASC, p.recipient ASC, p.correction_no DESC
) AS l
INNER JOIN policy.campaign AS n ON l.campaign_id = n.campaign_id
ORDER BY l.as_of, l.report, l.cadence, l.recipient
