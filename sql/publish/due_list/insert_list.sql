-- The list as of a day, after its lines: the newest assessment, the last day that was assessed, the sums of its lines, and what may be
-- charged by all lists up to it.
INSERT INTO ledger.due_list (
    campaign_id, list_no, as_of, known_no, assessed_on, has_categories, is_closing, persons, withdrawn, list_fen, chargeable_persons,
    chargeable_fen
)
SELECT
    CAST(:campaign_id AS integer),
    CAST(:list_no AS integer),
    CAST(:as_of AS date),
    w.assess_no,
    w.assessed_on,
    CAST(:has_categories AS boolean),
    CAST(:is_closing AS boolean),
    l.persons,
    l.withdrawn,
    l.list_fen,
    CAST(:chargeable_persons AS bigint),
    CAST(:chargeable_fen AS bigint)
FROM landing.watermark AS w
CROSS JOIN (
    SELECT
        count(*) AS persons,
        count(*) FILTER (WHERE n.charge <> 'charge') AS withdrawn,
        coalesce(sum(n.due_fen), 0)::bigint AS list_fen
    FROM ledger.due_line AS n
    WHERE n.campaign_id = :campaign_id AND n.list_no = CAST(:list_no AS integer)
) AS l
WHERE w.campaign_id = :campaign_id
