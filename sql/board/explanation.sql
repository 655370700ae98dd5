-- One row per line of the explanation of a recorded reading, read at the board.
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
FROM mart_case.read_explanation(:reading_id) AS e
ORDER BY e.plan_year, e.line_no
