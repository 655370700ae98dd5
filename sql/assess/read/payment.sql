-- One row per receipt of a person who is read. The traits and the receipts in order (assess/judge/receipt) are made from these rows,
-- so that the payments are looked up once.
INSERT INTO staging.assess_payment (
    campaign_id, person_key, fact_key, plan_year, receipt_no, amount_fen, collected_on, received_on, channel, unit_id, birth_on,
    delivery_id
)
SELECT
    p.campaign_id,
    p.person_key,
    p.fact_key,
    f.plan_year,
    f.receipt_no,
    f.amount_fen,
    f.collected_on,
    f.received_on,
    f.channel,
    f.unit_id,
    f.birth_on,
    f.delivery_id
FROM staging.assess_changed_key AS p
INNER JOIN core.payment AS f ON p.campaign_id = f.campaign_id AND p.fact_key = f.person_key
WHERE p.campaign_id = :campaign_id
