-- The list as of a day, and the sha256 of the csv of the list before as it was published
-- first (empty: there is no list before).
SELECT
    l.list_no,
    l.as_of,
    l.known_no,
    l.assessed_on,
    l.is_closing,
    l.persons,
    l.withdrawn,
    l.list_fen,
    l.chargeable_persons,
    l.chargeable_fen,
    coalesce(
        (
            SELECT max(p.manifest -> 'files' -> 0 ->> 'sha256')
            FROM ledger.due_list AS b
            INNER JOIN ledger.publication AS p
                ON b.campaign_id = p.campaign_id AND b.as_of = p.as_of AND p.report = 'due_list' AND p.correction_no = 0
            WHERE b.campaign_id = l.campaign_id AND b.list_no = l.list_no - 1
        ), ''
    ) AS before_sha256
FROM ledger.due_list AS l
WHERE l.campaign_id = :campaign_id AND l.as_of = :as_of
