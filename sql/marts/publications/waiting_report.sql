-- One row per report that waits for approval, the newest edition of its period: why, what differs from the edition or period before,
-- which offices approve, and when they were last asked by mail.
CREATE OR REPLACE VIEW mart.waiting_report AS
WITH asked AS (
    SELECT
        m.campaign_id,
        SPLIT_PART(m.mail_key, '/', 2) AS publication_id,
        MAX(m.business_date) AS asked_on
    FROM ledger.mail AS m
    WHERE m.mail_key LIKE 'approval/%'
    GROUP BY m.campaign_id, SPLIT_PART(m.mail_key, '/', 2)
)

SELECT
    w.pack_code,
    w.publication_id,
    w.report,
    w.cadence,
    w.period_from,
    w.period_to,
    w.as_of,
    w.recipient,
    w.correction_no,
    ARRAY_TO_STRING(ARRAY(SELECT r.reason FROM JSONB_ARRAY_ELEMENTS_TEXT(p.manifest -> 'waits_for') AS r (reason)), ',') AS reasons,
    (p.manifest #>> '{waits_figures,now,enrolled_persons}')::bigint AS enrolled_persons,
    (p.manifest #>> '{waits_figures,before,enrolled_persons}')::bigint AS enrolled_persons_before,
    (p.manifest #>> '{waits_figures,now,received_fen}')::bigint AS received_fen,
    (p.manifest #>> '{waits_figures,before,received_fen}')::bigint AS received_fen_before,
    COALESCE(p.manifest ->> 'waits_at', '') AS approvers_zh,
    a.asked_on,
    w.published_at
FROM mart.publication AS w
INNER JOIN ledger.publication AS p ON w.publication_id = p.publication_id
LEFT JOIN asked AS a ON p.campaign_id = a.campaign_id AND p.publication_id::text = a.publication_id
WHERE w.approval = 'waiting' AND w.is_newest;
