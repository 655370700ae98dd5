-- One row per event whose accounts do not balance: money in and funds' shares = contributions, refunds, reimbursements and
-- suspense.
SELECT count(*) AS problems
FROM ledger.event AS e
WHERE
    e.campaign_id = :campaign_id
    AND e.received_fen + e.fund_fen
    <> e.contribution_fen + e.refundable_fen + e.reimbursable_fen + e.suspense_fen
