-- Added rows with the day on which they end. An end does not count if its source corrects it later.
CREATE TABLE stay AS
WITH ending AS (
    SELECT a.row_id AS add_id, a.number, a.category, a.effective_on AS from_on, e.source, e.cut_off_on, e.effective_on
    FROM listed AS a
    INNER JOIN listed AS e
        ON
            a.number = e.number AND a.category = e.category AND e.op = 'end' AND e.effective_on >= a.effective_on
            AND (e.source <> a.source OR e.cut_off_on >= a.cut_off_on)
    WHERE a.op = 'add'
),

effective AS (
    SELECT e.add_id, min(e.effective_on) AS to_on
    FROM ending AS e
    WHERE NOT EXISTS (
        SELECT FROM ending AS n
        WHERE
            n.add_id = e.add_id AND n.source = e.source AND n.cut_off_on > e.cut_off_on
            AND NOT EXISTS (
                SELECT FROM listed AS b
                WHERE
                    b.number = e.number AND b.category = e.category AND b.op = 'add' AND b.effective_on > e.from_on
                    AND b.effective_on >= least(n.effective_on, e.effective_on)
                    AND b.effective_on < greatest(n.effective_on, e.effective_on)
            )
    )
    GROUP BY e.add_id
)

SELECT
    a.number, a.category, a.effective_on AS from_on, s.to_on, a.grade, a.is_local,
    row_number() OVER (
        PARTITION BY a.number, a.category
        ORDER BY a.effective_on, a.cut_off_on, a.is_local DESC NULLS LAST, a.grade NULLS LAST
    ) AS place
FROM listed AS a
LEFT JOIN effective AS s ON a.row_id = s.add_id
WHERE a.op = 'add' AND a.effective_on IS DISTINCT FROM s.to_on;
