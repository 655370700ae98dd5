-- One row per order to go back to an earlier day that took back the assessment of a publication: after known_no, up to until_no, to a
-- day before assessed_on; in order.
SELECT
    w.from_on,
    w.to_on,
    w.reason
FROM ledger.rewind AS w
WHERE
    w.campaign_id = :campaign_id AND w.assess_no > :known_no AND w.assess_no <= :until_no
    AND w.to_on < :assessed_on
ORDER BY w.assess_no
