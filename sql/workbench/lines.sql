-- One row per line of one person's explanation, with the result that the first sentence states.
SELECT
    e.plan_year,
    e.topic,
    e.topic_label,
    e.verdict,
    e.explanation_zh,
    e.rule_id,
    e.clause,
    e.quote,
    e.fen,
    e.payer_label,
    e.on_date
FROM mart_case.explanation AS e
WHERE e.pack_code = :pack_code AND e.person_key = :person_key
ORDER BY e.plan_year, e.line_no
