-- One row per numbered due list for the tax bureau: its day, its sums, what may be charged by all lists up to it, and how the tax bureau
-- acknowledged it. The checksum is that of the file as it was published first; the list itself never changes. The newest acknowledgement
-- counts: by day of loading, then by cut-off and period of its delivery.
CREATE OR REPLACE VIEW mart.due_list AS
WITH acknowledgement AS (
    SELECT DISTINCT ON (f.campaign_id, f.list_no)
        f.campaign_id,
        f.list_no,
        f.persons,
        f.amount_fen,
        f.sha256,
        f.acknowledged_on
    FROM core.due_acknowledgement_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    ORDER BY
        f.campaign_id ASC, f.list_no ASC, f.acknowledged_on DESC, f.cut_off_on DESC, d.period DESC, d.version DESC, f.persons ASC,
        f.amount_fen ASC, f.sha256 ASC
),

-- a list whose file was lost and made again with other names has another checksum
published AS (
    SELECT
        p.campaign_id,
        p.as_of,
        array_agg(p.manifest -> 'files' -> 0 ->> 'sha256' ORDER BY p.correction_no) AS sha256s
    FROM ledger.publication AS p
    WHERE p.report = 'due_list'
    GROUP BY p.campaign_id, p.as_of
),

compared AS (
    SELECT
        l.*,
        p.sha256s,
        a.acknowledged_on,
        a.persons AS acknowledged_persons,
        a.amount_fen AS acknowledged_fen,
        concat_ws(
            ' ',
            CASE WHEN a.persons <> l.persons THEN 'persons' END,
            CASE WHEN a.amount_fen <> l.list_fen THEN 'sum' END,
            CASE WHEN a.sha256 <> ALL(p.sha256s) THEN 'sha256' END
        ) AS differs_in
    FROM ledger.due_list AS l
    LEFT JOIN published AS p ON l.campaign_id = p.campaign_id AND l.as_of = p.as_of
    LEFT JOIN acknowledgement AS a ON l.campaign_id = a.campaign_id AND l.list_no = a.list_no
),

stated AS (
    SELECT
        c.*,
        CASE
            WHEN c.acknowledged_on IS NULL THEN 'open'
            WHEN c.differs_in = '' THEN 'acknowledged'
            ELSE 'differs'
        END AS acknowledgement
    FROM compared AS c
)

SELECT
    c.pack_code,
    l.list_no,
    CASE WHEN l.is_closing THEN 'closing' WHEN l.list_no = 1 THEN 'whole' ELSE 'changes' END AS list_kind,
    l.as_of,
    l.assessed_on,
    l.known_no,
    l.persons,
    l.list_fen,
    l.chargeable_persons,
    l.chargeable_fen,
    l.sha256s[1] AS sha256,
    l.acknowledgement,
    l.acknowledged_on,
    l.acknowledged_persons,
    l.acknowledged_fen,
    l.differs_in,
    CASE WHEN l.acknowledgement <> 'acknowledged' THEN greatest(w.assessed_on - l.as_of, 0) END AS open_days
FROM stated AS l
INNER JOIN policy.campaign AS c ON l.campaign_id = c.campaign_id
LEFT JOIN landing.watermark AS w ON l.campaign_id = w.campaign_id;
