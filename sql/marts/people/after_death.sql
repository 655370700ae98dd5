-- One row per unit, finding, source and period: payments, and entries of effective lists, after the death of a person. Their rows
-- are in mart_case.after_death.
CREATE OR REPLACE VIEW mart.after_death AS
SELECT
    a.pack_code,
    coalesce(a.unit_id, '') AS unit_id,
    a.unit_name,
    a.finding,
    a.finding_zh,
    a.source,
    a.sender,
    a.period,
    count(*) AS entries,
    coalesce(sum(a.amount_fen), 0)::bigint AS amount_fen
FROM mart_case.after_death AS a
GROUP BY a.pack_code, a.unit_id, a.unit_name, a.finding, a.finding_zh, a.source, a.sender, a.period;
