-- One row per delivery that was decided and has no feedback for that decision yet, in a stable order; of a campaign, or one
-- delivery.
-- The amounts that a list asks for follow from the assessment, and a later list, a revocation or a link of two persons may change
-- them as well. If only assessed lists are wanted, a list of today therefore waits while anything is to be assessed. Feedback
-- that was sent without amounts is sent again once they are known.
WITH decided AS (
    SELECT
        d.campaign_id,
        d.delivery_id,
        d.source,
        d.period,
        d.version,
        d.state,
        d.cut_off_on,
        d.delivered_on,
        d.decided_on,
        d.kind = 'special_list' AND d.state = 'committed' AND w.committed_no > w.assessed_no AS waits
    FROM landing.delivery AS d
    INNER JOIN landing.watermark AS w ON d.campaign_id = w.campaign_id
    WHERE
        d.campaign_id = :campaign_id AND d.state <> 'landed'
        AND (CAST(:delivery_id AS uuid) IS NULL OR d.delivery_id = CAST(:delivery_id AS uuid))
)

SELECT d.delivery_id
FROM decided AS d
WHERE
    NOT (CAST(:assessed_only AS boolean) AND d.waits AND d.decided_on >= CAST(:business_date AS date))
    AND NOT EXISTS (
        SELECT FROM landing.feedback AS f
        WHERE
            f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
            AND (f.is_assessed OR d.waits)
            -- feedback is sent again for a delivery that was held or rejected and is accepted later (a day or a layout
            -- arrived), and for one that is effective again because a later version was revoked
            AND (f.state = d.state OR (d.state <> 'committed' AND f.state NOT IN ('held', 'rejected')))
            AND f.edition > (
                SELECT count(*)
                FROM landing.decision AS n
                WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id
            )
    )
ORDER BY d.delivered_on, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
