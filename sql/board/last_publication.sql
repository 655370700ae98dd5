-- At most one row: the last progress report of a day before as_of, as its last correction has it.
SELECT
    cadence,
    as_of,
    known_no
FROM ledger.publication
WHERE campaign_id = :campaign_id AND report = 'progress' AND as_of < :as_of
ORDER BY as_of DESC, known_no DESC, correction_no DESC, cadence ASC
LIMIT 1
