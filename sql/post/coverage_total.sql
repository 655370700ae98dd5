-- One row per day, unit and category: the membership events of this assessment, summed without persons.
INSERT INTO ledger.coverage_total (
    campaign_id, assess_no, category, on_date, unit_id, member_persons, enrolled_persons, undefined_persons,
    undefined_paid_persons
)
SELECT
    e.campaign_id,
    e.assess_no,
    e.category,
    e.on_date,
    e.unit_id,
    sum(e.member_persons),
    sum(e.enrolled_persons),
    sum(e.undefined_persons),
    sum(e.undefined_paid_persons)
FROM ledger.coverage_event AS e
WHERE e.campaign_id = :campaign_id AND e.assess_no = :assess_no
GROUP BY e.campaign_id, e.assess_no, e.category, e.on_date, e.unit_id
