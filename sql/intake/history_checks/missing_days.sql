-- One row per earlier day of the feed that is due by now and for which no delivery arrived.
SELECT e.covers_to AS day
FROM policy.expected_delivery AS e
WHERE
    e.campaign_id = :campaign_id AND e.source = :source AND e.list_mode = 'feed' AND e.covers_to < :cut_off_on
    AND NOT EXISTS (
        SELECT FROM landing.delivery AS d
        WHERE
            d.campaign_id = e.campaign_id AND d.source = e.source
            AND d.cut_off_on > e.covers_after AND d.cut_off_on <= e.covers_to AND d.delivered_on <= :business_date
    )
ORDER BY e.covers_to
