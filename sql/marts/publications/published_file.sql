-- One row per file of a published report that need not wait for approval, or is approved. A publication of the same period and recipient with a higher correction number replaces it.
CREATE OR REPLACE VIEW mart.published_file AS
SELECT
    c.pack_code,
    p.publication_id,
    f.file_no::integer AS file_no,
    p.report,
    p.cadence,
    p.period_from,
    p.period_to,
    p.as_of,
    p.recipient,
    ARRAY(SELECT r.recipient FROM jsonb_array_elements_text(p.manifest -> 'recipients') AS r (recipient)) AS recipients,
    p.correction_no,
    p.correction_no < max(p.correction_no) OVER (
        PARTITION BY p.campaign_id, p.report, p.cadence, p.period_to, p.recipient
    ) AS is_replaced,
    f.item ->> 'name' AS file_name,
    f.item ->> 'sha256' AS sha256,
    (f.item ->> 'byte_count')::bigint AS byte_count,
    (f.item ->> 'rows')::bigint AS row_count,
    -- lists of persons are kept apart from all other files
    COALESCE(f.item ->> 'store', 'outbox') AS store,
    p.published_at
FROM ledger.publication AS p
INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id
CROSS JOIN LATERAL jsonb_array_elements(p.manifest -> 'files') WITH ORDINALITY AS f (item, file_no)
LEFT JOIN ledger.publication_decision AS d ON p.campaign_id = d.campaign_id AND p.publication_id = d.publication_id
WHERE d.is_approved OR NOT p.manifest ? 'waits_for';
