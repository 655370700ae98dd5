-- Deliveries that were decided and have no feedback for that decision yet, in a stable order. Where only what is assessed is
-- wanted, lists that say for whom money is to be secured wait for the assessment, which says how much.
SELECT d.delivery_id
FROM landing.delivery AS d
WHERE
    d.campaign_id = :campaign_id AND d.state <> 'landed'
    AND (
        NOT CAST(:assessed_only AS boolean) OR d.kind <> 'special_list' OR d.state <> 'committed'
        OR d.committed_no <= (
            SELECT w.assessed_no
            FROM landing.watermark AS w
            WHERE w.campaign_id = d.campaign_id
        )
    )
    AND NOT EXISTS (
        SELECT FROM landing.feedback AS f
        WHERE
            f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
            -- what was held or rejected and is read after all (a day or a layout has come) is told anew
            AND (f.state = d.state OR f.state NOT IN ('held', 'rejected'))
            AND f.edition > (
                SELECT count(*)
                FROM landing.decision AS n
                WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id
            )
    )
ORDER BY d.delivered_on, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
