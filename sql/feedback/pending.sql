-- Deliveries that were decided and have no feedback for that decision yet, in a stable order; all of a campaign, or one.
-- What a list asks money for follows from the assessment, and a later list, a revocation or a link of two persons may change it
-- as well as the list itself: where only what is assessed is wanted, a list of today waits while anything is to be assessed,
-- and what was told without it is told anew once it is there.
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
            -- what was held or rejected and is read after all (a day or a layout has come) is told anew, and so is what
            -- comes into force again because a later version was taken back
            AND (f.state = d.state OR (d.state <> 'committed' AND f.state NOT IN ('held', 'rejected')))
            AND f.edition > (
                SELECT count(*)
                FROM landing.decision AS n
                WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id
            )
    )
ORDER BY d.delivered_on, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
