-- One row per tax feed that was read: what its control row states, and what became of all its rows and fen. The control row has no
-- unit and no channel, so this is the level on which it is compared; mart.reconciliation_day goes on from the loaded rows.
-- control = quarantined + duplicate + known + refused + receipts + reversals + cash. A feed is answered if the files that came for its
-- period since have at least as many rows, or brought at least its open money; a feed that does not add up to its control row needs the
-- rows.
CREATE OR REPLACE VIEW mart.reconciliation_feed AS
WITH loaded AS (
    SELECT
        t.campaign_id,
        t.delivery_id,
        sum(t.feed_rows)::bigint AS clean_rows,
        sum(t.feed_fen)::bigint AS clean_fen,
        coalesce(sum(t.feed_rows) FILTER (WHERE t.outcome = 'receipt'), 0)::bigint AS receipt_rows,
        coalesce(sum(t.feed_fen) FILTER (WHERE t.outcome = 'receipt'), 0)::bigint AS receipt_fen,
        coalesce(sum(t.feed_rows) FILTER (WHERE t.outcome = 'reversal'), 0)::bigint AS reversal_rows,
        coalesce(sum(t.feed_fen) FILTER (WHERE t.outcome = 'reversal'), 0)::bigint AS reversal_fen,
        coalesce(sum(t.feed_rows) FILTER (WHERE t.outcome = 'cash'), 0)::bigint AS cash_rows,
        coalesce(sum(t.feed_fen) FILTER (WHERE t.outcome = 'cash'), 0)::bigint AS cash_fen,
        coalesce(sum(t.feed_rows) FILTER (WHERE t.outcome = 'known'), 0)::bigint AS known_rows,
        coalesce(sum(t.feed_fen) FILTER (WHERE t.outcome = 'known'), 0)::bigint AS known_fen,
        coalesce(sum(t.feed_rows) FILTER (WHERE t.outcome = 'refused'), 0)::bigint AS refused_rows,
        coalesce(sum(t.feed_fen) FILTER (WHERE t.outcome = 'refused'), 0)::bigint AS refused_fen
    FROM core.feed_day AS t
    GROUP BY t.campaign_id, t.delivery_id
),

feed AS (
    SELECT
        d.campaign_id,
        d.delivery_id,
        d.source,
        d.sender,
        d.period,
        d.cut_off_on,
        d.delivered_on,
        d.landed_at,
        d.state AS delivery_state,
        t.control_rows,
        t.control_fen,
        d.row_count::bigint AS landed_rows,
        coalesce(l.receipt_rows, 0) AS receipt_rows,
        coalesce(l.receipt_fen, 0) AS receipt_fen,
        coalesce(l.reversal_rows, 0) AS reversal_rows,
        coalesce(l.reversal_fen, 0) AS reversal_fen,
        coalesce(l.cash_rows, 0) AS cash_rows,
        coalesce(l.cash_fen, 0) AS cash_fen,
        coalesce(l.known_rows, 0) AS known_rows,
        coalesce(l.known_fen, 0) AS known_fen,
        coalesce(l.refused_rows, 0) AS refused_rows,
        coalesce(l.refused_fen, 0) AS refused_fen,
        -- the delivery counts known rows as duplicates and refused rows as quarantined
        (d.duplicate_count - coalesce(l.known_rows, 0))::bigint AS duplicate_rows,
        t.duplicate_fen,
        (d.quarantine_count - coalesce(l.refused_rows, 0))::bigint AS quarantined_rows,
        -- where an amount cannot be read, what the control row leaves over
        coalesce(t.quarantine_fen, t.control_fen - d.amount_fen - t.duplicate_fen) AS quarantined_fen,
        CASE WHEN l.delivery_id IS NULL THEN d.clean_count ELSE 0 END::bigint AS not_loaded_rows,
        CASE WHEN l.delivery_id IS NULL THEN d.amount_fen ELSE 0 END AS not_loaded_fen
    FROM landing.control_total AS t
    INNER JOIN landing.delivery AS d ON t.campaign_id = d.campaign_id AND t.delivery_id = d.delivery_id
    LEFT JOIN loaded AS l ON t.campaign_id = l.campaign_id AND t.delivery_id = l.delivery_id
),

summed AS (
    SELECT
        f.*,
        f.control_rows - f.quarantined_rows - f.duplicate_rows - f.known_rows - f.refused_rows - f.receipt_rows - f.reversal_rows
        - f.cash_rows - f.not_loaded_rows AS difference_rows,
        f.control_fen - f.quarantined_fen - f.duplicate_fen - f.known_fen - f.refused_fen - f.receipt_fen - f.reversal_fen
        - f.cash_fen - f.not_loaded_fen AS difference_fen,
        f.quarantined_rows + f.refused_rows + f.not_loaded_rows AS open_rows,
        f.quarantined_fen + f.refused_fen + f.not_loaded_fen AS open_fen
    FROM feed AS f
),

later AS (
    SELECT
        s.campaign_id,
        s.delivery_id,
        bool_or(o.landed_rows - o.quarantined_rows - o.refused_rows >= s.landed_rows) AS has_rows,
        bool_or(o.receipt_fen >= s.open_fen) AS has_money
    FROM summed AS s
    INNER JOIN feed AS o ON s.campaign_id = o.campaign_id AND s.source = o.source AND s.period = o.period
    WHERE
        (o.delivered_on, o.landed_at, o.delivery_id) > (s.delivered_on, s.landed_at, s.delivery_id)
        AND o.delivery_state = 'committed'
    GROUP BY s.campaign_id, s.delivery_id
),

stated AS (
    SELECT
        s.*,
        CASE
            WHEN
                s.delivery_state <> 'rejected' AND s.open_rows = 0
                AND coalesce(s.difference_rows = 0, TRUE) AND coalesce(s.difference_fen = 0, TRUE)
                THEN 'balanced'
            WHEN l.has_rows THEN 'answered'
            WHEN s.delivery_state <> 'rejected' AND s.open_rows = 0 THEN 'differs'
            WHEN l.has_money THEN 'answered'
            WHEN s.delivery_state IN ('held', 'rejected') THEN s.delivery_state
            ELSE 'quarantined'
        END AS state
    FROM summed AS s
    LEFT JOIN later AS l ON s.campaign_id = l.campaign_id AND s.delivery_id = l.delivery_id
)

SELECT
    c.pack_code,
    s.delivery_id,
    s.source,
    s.sender,
    s.period,
    s.cut_off_on,
    s.delivered_on,
    s.control_rows,
    s.control_fen,
    s.landed_rows,
    s.quarantined_rows,
    s.quarantined_fen,
    s.duplicate_rows,
    s.duplicate_fen,
    s.refused_rows,
    s.refused_fen,
    s.not_loaded_rows,
    s.not_loaded_fen,
    s.known_rows,
    s.known_fen,
    s.receipt_rows,
    s.receipt_fen,
    s.reversal_rows,
    s.reversal_fen,
    s.cash_rows,
    s.cash_fen,
    s.difference_rows,
    s.difference_fen,
    s.open_rows,
    s.open_fen,
    s.state,
    w.state_zh,
    w.owner,
    w.owner_zh,
    w.next_step_zh
FROM stated AS s
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
INNER JOIN core.reconciliation_word AS w ON s.state = w.state;
