-- The list as of a day, after its lines: the newest assessment, the last day that was assessed, the sums of its lines, and what may be
-- charged now by core.dues.
INSERT INTO ledger.due_list (
    campaign_id, list_no, as_of, known_no, assessed_on, persons, list_fen, chargeable_persons, chargeable_fen
)
SELECT
    CAST(:campaign_id AS integer),
    CAST(:list_no AS integer),
    CAST(:as_of AS date),
    w.assess_no,
    w.assessed_on,
    l.persons,
    l.list_fen,
    c.chargeable_persons,
    c.chargeable_fen
FROM landing.watermark AS w
CROSS JOIN (
    SELECT
        count(*) AS persons,
        coalesce(sum(n.due_fen), 0)::bigint AS list_fen
    FROM ledger.due_line AS n
    WHERE n.campaign_id = :campaign_id AND n.list_no = CAST(:list_no AS integer)
) AS l
CROSS JOIN (
    SELECT
        count(*) AS chargeable_persons,
        coalesce(sum(h.due_fen), 0)::bigint AS chargeable_fen
    FROM core.charge AS h
    WHERE h.campaign_id = :campaign_id AND h.charge = 'charge'
) AS c
WHERE w.campaign_id = :campaign_id
