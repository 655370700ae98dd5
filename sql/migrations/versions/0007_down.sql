-- Takes what is kept of each person away again; the next run assesses everybody.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

DROP VIEW staging.assess_result;
TRUNCATE staging.assess_trait, staging.assess_alike, staging.assess_outcome;
ALTER TABLE staging.assess_outcome DROP COLUMN outcome_key;
ALTER TABLE staging.assess_alike
DROP COLUMN paid_unit_ids,
ADD COLUMN paid_unit_id text;
ALTER TABLE staging.assess_trait
ADD COLUMN roll_unit_id text,
ADD COLUMN list_unit_id text,
ADD COLUMN household_key uuid,
ADD COLUMN next_change_on date;
DROP TABLE staging.assess_changed;
DROP TABLE staging.assess_membership;
DROP TABLE staging.assess_job;
DROP TABLE staging.assess_payer;
DROP TABLE staging.assess_difference;
DROP TABLE staging.post_person;
DROP INDEX ledger.event_assess_no;
DROP INDEX ledger.coverage_event_assess_no;
DROP TABLE core.trait;
ALTER TABLE core.dues DROP COLUMN outcome_key;

CREATE VIEW staging.assess_result AS
SELECT
    a.campaign_id,
    a.person_key,
    o.plan_year,
    o.status,
    u.unit_id,
    a.household_key,
    o.category,
    o.rule_id,
    o.tier,
    o.tier_enjoyed,
    o.price_fen,
    o.due_fen,
    o.fiscal_fen,
    o.fund_fen,
    o.payer,
    o.payers,
    o.payer_fen,
    o.reimbursable_fen,
    o.paid_fen,
    o.refundable_fen,
    o.settled_on,
    o.identity_on,
    o.coverage_from,
    o.coverage_rule_id,
    o.waiting_months,
    o.full_benefit_from,
    o.waiting_rule_id,
    o.consecutive_years,
    o.reward_fen,
    o.is_special,
    CASE WHEN u.unit_id IS NULL THEN o.flags || '{unit_unknown}' ELSE o.flags END AS flags,
    least(a.next_change_on, o.next_change_on) AS next_change_on,
    o.settled_order,
    o.settled_payers,
    o.settled_payer_fen,
    o.settled_money_fen,
    o.gained_on,
    o.elsewhere_on,
    a.situation_key
FROM staging.assess_alike AS a
INNER JOIN staging.assess_model AS m ON a.campaign_id = m.campaign_id AND a.situation_key = m.situation_key
INNER JOIN staging.assess_outcome AS o ON m.campaign_id = o.campaign_id AND m.person_key = o.person_key
INNER JOIN policy.campaign AS c ON a.campaign_id = c.campaign_id
-- few have paid for another plan year
LEFT JOIN (
    SELECT
        r.campaign_id,
        r.person_key,
        r.plan_year,
        (array_agg(r.unit_id ORDER BY r.receipt_order) FILTER (WHERE r.unit_id IS NOT NULL))[1] AS unit_id
    FROM staging.assess_receipt AS r
    INNER JOIN policy.campaign AS k ON r.campaign_id = k.campaign_id AND r.plan_year <> k.plan_year
    GROUP BY r.campaign_id, r.person_key, r.plan_year
) AS p ON a.campaign_id = p.campaign_id AND a.person_key = p.person_key AND o.plan_year = p.plan_year
CROSS JOIN LATERAL (
    SELECT coalesce(CASE WHEN o.plan_year = c.plan_year THEN a.paid_unit_id ELSE p.unit_id END, a.named_unit_id) AS unit_id
) AS u;

UPDATE policy.campaign SET pack_version = '';
