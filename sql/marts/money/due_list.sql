-- One row per numbered due list for the tax bureau: its day, its sums, and what may be charged by all lists up to it. The checksum is
-- that of the file as it was published first. A row never changes.
CREATE OR REPLACE VIEW mart.due_list AS
SELECT
    c.pack_code,
    l.list_no,
    CASE l.list_no WHEN 1 THEN 'whole' ELSE 'changes' END AS list_kind,
    l.as_of,
    l.assessed_on,
    l.known_no,
    l.persons,
    l.list_fen,
    l.chargeable_persons,
    l.chargeable_fen,
    (
        SELECT max(p.manifest -> 'files' -> 0 ->> 'sha256')
        FROM ledger.publication AS p
        WHERE
            p.campaign_id = l.campaign_id AND p.report = 'due_list' AND p.as_of = l.as_of AND p.correction_no = 0
    ) AS sha256
FROM ledger.due_list AS l
INNER JOIN policy.campaign AS c ON l.campaign_id = c.campaign_id;
