-- One row per receipt and unit that a batch of refunds lists or withdraws, with what was still to be refunded before it. Identities
-- are ciphers.
SELECT
    l.person_key,
    l.receipt_no,
    l.plan_year,
    l.unit_id,
    l.received_on,
    l.reason,
    w.state_zh AS reason_zh,
    l.refundable_fen - l.fen AS before_fen,
    l.fen,
    v.number_cipher,
    v.name_cipher
FROM ledger.refund_line AS l
LEFT JOIN core.receipt_word AS w ON l.reason = w.state AND w.owner = 'person'
LEFT JOIN vault.person AS v ON l.person_key = v.person_key
WHERE l.campaign_id = :campaign_id AND l.batch_no = :batch_no AND l.fen <> 0
ORDER BY l.unit_id, l.reason, l.person_key, l.receipt_no
