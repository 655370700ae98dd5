-- One row per feed that was held only because an earlier day was missing: it is pending again once all earlier days have arrived.
UPDATE landing.delivery AS f
SET state = 'landed'
WHERE
    f.campaign_id = :campaign_id AND f.kind = 'tax_feed' AND f.state = 'held'
    AND f.reasons @> CAST(:only_reason AS jsonb) AND jsonb_array_length(f.reasons) = 1
    AND NOT EXISTS (
        SELECT FROM policy.expected_delivery AS e
        WHERE
            e.campaign_id = f.campaign_id AND e.source = f.source AND e.list_mode = 'feed' AND e.covers_to < f.cut_off_on
            AND NOT EXISTS (
                SELECT FROM landing.delivery AS d
                WHERE
                    d.campaign_id = e.campaign_id AND d.source = e.source
                    AND d.cut_off_on > e.covers_after AND d.cut_off_on <= e.covers_to
                    AND d.delivered_on <= CAST(:business_date AS date)
            )
    )
