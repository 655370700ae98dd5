-- The floor: progress by unit and category of the main plan year, straight from the rows of the files, for DuckDB.
-- Written from docs/explanation/semantics.md ("Settlement, exactly"), apart from the product's statements; numbers are its rules.
-- Inputs: tax_text, roll_text, employee_text, list_text (texts as delivered), campaign (one row), price, subsidy, coverage.

-- 1: receipts in the order in which money counts, with the money so far
CREATE TEMP TABLE receipt AS
SELECT
    r.*,
    row_number() OVER person AS receipt_order,
    sum(r.amount_fen) OVER (person ROWS UNBOUNDED PRECEDING)::BIGINT AS money_fen
FROM (
    SELECT
        t.number,
        nullif(t.unit, '') AS unit,
        t.receipt_no,
        t.received_on,
        greatest(t.received_on, c.starts_on) AS count_on,
        greatest(CASE WHEN c.basis = 'received' THEN t.received_on ELSE t.collected_on END, c.starts_on) AS identity_on,
        (t.amount_yuan * 100)::BIGINT AS amount_fen
    FROM (
        SELECT
            number, unit, receipt_no, plan_year,
            amount_yuan::DECIMAL(18, 2) AS amount_yuan,
            strptime(received_on, getvariable('tax_date_form'))::DATE AS received_on,
            strptime(collected_on, getvariable('tax_date_form'))::DATE AS collected_on
        FROM tax_text
    ) AS t
    INNER JOIN campaign AS c ON t.plan_year = c.plan_year AND t.received_on <= c.business_date
) AS r
WINDOW person AS (PARTITION BY r.number ORDER BY r.received_on, r.receipt_no);

CREATE TEMP TABLE listed AS
SELECT
    l.number,
    l.source,
    l.category,
    l.op,
    strptime(l.effective_on, ['%Y-%m-%d', '%Y%m%d', '%Y/%m/%d'])::DATE AS effective_on,
    l.cut_off_on,
    l.grade,
    CASE l.hukou WHEN '是' THEN TRUE WHEN '否' THEN FALSE END AS is_local,
    nullif(l.unit, '') AS unit
FROM list_text AS l;

DELETE FROM listed WHERE effective_on > (SELECT business_date FROM campaign);

CREATE TEMP TABLE death AS
SELECT
    l.number,
    min(l.effective_on) AS died_on,
    min(greatest(l.effective_on, l.cut_off_on)) FILTER (
        WHERE greatest(l.effective_on, l.cut_off_on) <= c.business_date
    ) AS known_on
FROM listed AS l
CROSS JOIN campaign AS c
WHERE l.op = 'death'
GROUP BY l.number;

-- 11: insurance that the pack's region counts and that no later list about the same interval overrules
CREATE TEMP TABLE employee AS
SELECT e.number, e.insured_from, e.insured_to
FROM employee_text AS e
CROSS JOIN campaign AS c
WHERE
    (c.employee_region IS NULL OR e.region = c.employee_region)
    AND NOT EXISTS (
        FROM employee_text AS l
        WHERE
            l.number = e.number AND l.cut_off_on > e.cut_off_on
            AND (l.region = e.region OR l.insured_from = e.insured_from)
            AND l.insured_from <= coalesce(e.insured_to, DATE '9999-12-31')
            AND e.insured_from <= coalesce(l.insured_to, DATE '9999-12-31')
    );

-- 2: an end does not count for a row that the same source states later, nor if the source corrects it later
CREATE TEMP TABLE stay AS
WITH ending AS (
    SELECT a.rowid AS add_id, a.number, a.category, a.effective_on AS from_on, e.source, e.cut_off_on, e.effective_on
    FROM listed AS a
    INNER JOIN listed AS e
        ON
            a.number = e.number AND a.category = e.category AND e.op = 'end' AND e.effective_on >= a.effective_on
            AND (e.source <> a.source OR e.cut_off_on >= a.cut_off_on)
    WHERE a.op = 'add'
),

standing AS (
    SELECT e.add_id, min(e.effective_on) AS to_on
    FROM ending AS e
    WHERE NOT EXISTS (
        FROM ending AS n
        WHERE
            n.add_id = e.add_id AND n.source = e.source AND n.cut_off_on > e.cut_off_on
            AND NOT EXISTS (
                FROM listed AS b
                WHERE
                    b.number = e.number AND b.category = e.category AND b.op = 'add' AND b.effective_on > e.from_on
                    AND b.effective_on >= least(n.effective_on, e.effective_on)
                    AND b.effective_on < greatest(n.effective_on, e.effective_on)
            )
    )
    GROUP BY e.add_id
)

SELECT
    a.number, a.category, a.effective_on AS from_on, s.to_on, a.cut_off_on, a.grade, a.is_local, a.unit,
    row_number() OVER (
        PARTITION BY a.number, a.category
        ORDER BY a.effective_on, a.cut_off_on, a.is_local DESC NULLS LAST, a.grade NULLS LAST, a.unit
    ) AS place
FROM listed AS a
LEFT JOIN standing AS s ON a.rowid = s.add_id
WHERE a.op = 'add' AND a.effective_on IS DISTINCT FROM s.to_on;

-- stays that overlap are one interval; the earliest row gives its attributes
CREATE TEMP TABLE membership AS
WITH before AS (
    SELECT *, max(coalesce(to_on, DATE '9999-12-31')) OVER (
        PARTITION BY number, category ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS covered_to
    FROM stay
),

island AS (
    SELECT *, sum((covered_to IS NULL OR from_on >= covered_to)::INTEGER) OVER (
        PARTITION BY number, category ORDER BY place
    ) AS island_no
    FROM before
),

named AS (
    SELECT number, category, min(cut_off_on) AS named_on FROM listed WHERE op = 'add' GROUP BY number, category
)

SELECT
    i.number,
    i.category,
    min(i.from_on) AS from_on,
    CASE WHEN bool_or(i.to_on IS NULL) THEN NULL ELSE max(i.to_on) END AS to_on,
    arg_min_null(i.grade, i.place) AS grade,
    coalesce(arg_min_null(i.is_local, i.place), any_value(r.hukou) = '是') AS is_local,
    strptime(i.number[7:14], '%Y%m%d')::DATE AS birth_on,
    any_value(n.named_on) AS named_on
FROM island AS i
INNER JOIN named AS n ON i.number = n.number AND i.category = n.category
LEFT JOIN roll_text AS r ON i.number = r.number
GROUP BY i.number, i.category, i.island_no;

-- 3: which membership applies, and what it gives; undefined if a grade or hukou that a rule asks for is blank, or if the age
-- contradicts the list. Recognised after the window and ended again: it claims nothing
CREATE TEMP TABLE applies AS
SELECT
    m.number,
    m.category,
    m.from_on,
    m.to_on,
    CASE
        WHEN s.category IS NULL OR (s.kind <> 'none' AND m.from_on > c.ends_on) THEN 'undefined' ELSE s.kind
    END AS kind,
    s.amount_fen,
    s.unless_category,
    coalesce(s.tie_order, 1000) AS tie_order
FROM (
    SELECT
        *,
        year(named_on) - year(birth_on)
        - (month(named_on) * 100 + day(named_on) < month(birth_on) * 100 + day(birth_on))::INTEGER AS age_years
    FROM membership
    WHERE to_on IS NULL OR to_on > from_on
) AS m
CROSS JOIN campaign AS c
LEFT JOIN (SELECT category, bool_or(kind <> 'none') AS claims FROM subsidy GROUP BY category) AS k ON m.category = k.category
LEFT JOIN subsidy AS s
    ON
        m.category = s.category
        AND (s.min_age IS NULL OR m.age_years >= s.min_age) AND (s.max_age IS NULL OR m.age_years <= s.max_age)
        AND (s.min_grade IS NULL OR m.grade >= s.min_grade) AND (s.max_grade IS NULL OR m.grade <= s.max_grade)
        AND (s.is_local IS NULL OR m.is_local = s.is_local)
WHERE
    (
        s.category IS NOT NULL OR k.category IS NULL
        OR EXISTS (
            FROM subsidy AS u
            WHERE
                u.category = m.category AND u.kind <> 'none'
                AND (m.grade IS NULL OR u.min_grade IS NULL OR m.grade >= u.min_grade)
                AND (m.grade IS NULL OR u.max_grade IS NULL OR m.grade <= u.max_grade)
                AND (m.is_local IS NULL OR u.is_local IS NULL OR m.is_local = u.is_local)
        )
    )
    AND NOT (m.from_on > c.ends_on AND m.to_on IS NOT NULL AND coalesce(k.claims, TRUE));

CREATE TEMP TABLE special AS
SELECT
    a.number,
    min(a.from_on) FILTER (WHERE a.kind <> 'none') AS first_on,
    max(a.from_on) FILTER (WHERE a.kind <> 'none') AS last_on
FROM applies AS a
GROUP BY a.number;

-- 7 and 10: the days that may decide. 1 = a receipt, 2 = a day on which something changes, 3 = the last day that says
-- how somebody with money stands who never settles. Who has no membership needs day 2 only for money received too late.
CREATE TEMP TABLE day AS
WITH money AS (
    SELECT number, count_on, max(money_fen) AS money_fen FROM receipt GROUP BY number, count_on
),

turn AS (
    SELECT s.number, c.starts_on AS on_date FROM special AS s CROSS JOIN campaign AS c
    UNION
    SELECT a.number, greatest(a.from_on, c.starts_on) FROM applies AS a CROSS JOIN campaign AS c
    UNION
    SELECT a.number, a.to_on
    FROM applies AS a CROSS JOIN campaign AS c WHERE a.to_on BETWEEN c.starts_on AND c.ends_on
    UNION
    SELECT r.number, r.count_on
    FROM receipt AS r CROSS JOIN campaign AS c LEFT JOIN special AS s ON r.number = s.number
    WHERE s.number IS NOT NULL OR (r.count_on > c.ends_on AND r.count_on <> r.identity_on)
)

SELECT number, 1 AS kind, receipt_order, count_on, identity_on, money_fen FROM receipt
UNION ALL
SELECT t.number, 2, 0, t.on_date, t.on_date, coalesce(m.money_fen, 0)
FROM turn AS t ASOF LEFT JOIN money AS m ON t.number = m.number AND t.on_date >= m.count_on
WHERE t.on_date <= (SELECT business_date FROM campaign)
UNION ALL
SELECT s.number, 3, 0, d.on_date, d.on_date, 0
FROM (
    SELECT number, max(identity_on) AS identity_on FROM receipt GROUP BY number
) AS l
INNER JOIN special AS s ON l.number = s.number
CROSS JOIN campaign AS c
CROSS JOIN LATERAL (
    SELECT greatest(least(c.business_date, c.ends_on), l.identity_on, s.last_on) AS on_date
) AS d;

-- 4 and 5: the subsidy of a day: full, else undefined, else the largest
CREATE TEMP TABLE decided AS
SELECT
    d.number,
    d.kind AS day_kind,
    d.receipt_order,
    d.count_on,
    a.category,
    a.kind = 'undefined' AS is_undefined,
    CASE a.kind WHEN 'full' THEN p.price_fen ELSE least(a.amount_fen, p.price_fen) END AS subsidy_fen
FROM day AS d
CROSS JOIN campaign AS c
INNER JOIN applies AS a
    ON d.number = a.number AND a.from_on <= d.identity_on AND (a.to_on IS NULL OR d.identity_on < a.to_on)
LEFT JOIN price AS p ON p.is_late = (d.identity_on > c.ends_on)
ANTI JOIN applies AS o
    ON
        a.number = o.number AND a.unless_category = o.category
        AND o.from_on <= d.identity_on AND (o.to_on IS NULL OR d.identity_on < o.to_on)
WHERE a.kind <> 'none'
QUALIFY row_number() OVER (
    PARTITION BY d.number, d.kind, d.receipt_order, d.count_on
    ORDER BY
        CASE a.kind WHEN 'full' THEN 0 WHEN 'undefined' THEN 1 ELSE 2 END,
        a.amount_fen DESC NULLS LAST,
        a.tie_order,
        a.category
) = 1;

-- 6 and 7: what is due, and the first day that holds
CREATE TEMP TABLE owed AS
SELECT
    d.*,
    coalesce(b.category, 'ordinary') AS category,
    CASE WHEN b.number IS NULL THEN 0 WHEN b.is_undefined THEN NULL ELSE b.subsidy_fen END AS subsidy_fen,
    p.price_fen,
    coalesce(s.first_on > c.pay_first_after, FALSE) AS pays_first
FROM day AS d
CROSS JOIN campaign AS c
LEFT JOIN price AS p ON p.is_late = (d.identity_on > c.ends_on)
LEFT JOIN special AS s ON d.number = s.number
LEFT JOIN decided AS b
    ON d.number = b.number AND d.kind = b.day_kind AND d.receipt_order = b.receipt_order AND d.count_on = b.count_on;

CREATE TEMP TABLE settled AS
SELECT
    o.number, o.count_on, o.identity_on, o.category, o.subsidy_fen, o.pays_first,
    o.price_fen = CASE WHEN o.pays_first THEN 0 ELSE o.subsidy_fen END AS is_free
FROM owed AS o
CROSS JOIN campaign AS c
LEFT JOIN death AS x ON o.number = x.number
WHERE
    o.kind < 3 AND o.subsidy_fen IS NOT NULL
    AND o.money_fen >= o.price_fen - CASE WHEN o.pays_first THEN 0 ELSE o.subsidy_fen END
    AND (x.died_on IS NULL OR o.count_on <= x.died_on)
    AND NOT EXISTS (
        FROM employee AS e
        WHERE
            e.number = o.number AND e.insured_from <= greatest(c.ends_on, o.identity_on)
            AND (e.insured_to IS NULL OR e.insured_to >= greatest(c.ends_on, o.identity_on))
    )
QUALIFY row_number() OVER (PARTITION BY o.number ORDER BY o.count_on, o.kind, o.receipt_order) = 1;

-- 9: who owes nothing and dies before coverage begins (no such day: before the plan year) is not claimed for
CREATE TEMP TABLE lapsed AS
SELECT s.number
FROM settled AS s
CROSS JOIN campaign AS c
INNER JOIN death AS x ON s.number = x.number
LEFT JOIN roll_text AS r ON s.number = r.number
CROSS JOIN LATERAL (SELECT strptime(s.number[7:14], '%Y%m%d')::DATE AS birth_on) AS p
LEFT JOIN coverage AS v
    ON
        (v.phase IS NULL OR v.phase = CASE WHEN s.identity_on <= c.ends_on THEN 'in_window' ELSE 'late' END)
        AND (v.continuing IS NULL OR v.continuing = coalesce(r.insured_last_year = '是', FALSE))
        AND (v.born_in_plan_year IS NULL OR v.born_in_plan_year = (year(p.birth_on) = c.plan_year))
        AND (v.paid_within_days_of_birth IS NULL OR s.identity_on - p.birth_on <= v.paid_within_days_of_birth)
WHERE s.is_free AND x.known_on IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY s.number ORDER BY v.rule_order) = 1
    AND x.died_on < coalesce(
        CASE v.start_kind
            WHEN 'birth' THEN p.birth_on
            WHEN 'days_after_payment' THEN s.identity_on + v.wait_days
            WHEN 'next_month' THEN (date_trunc('month', s.identity_on) + INTERVAL 1 MONTH)::DATE
            ELSE v.start_on
        END,
        make_date(c.plan_year, 1, 1)
    );

-- 9: the largest subsidy recognised after the payment
CREATE TEMP TABLE gain AS
SELECT s.number, max(o.subsidy_fen) AS subsidy_fen
FROM settled AS s
CROSS JOIN campaign AS c
INNER JOIN owed AS o ON s.number = o.number AND o.kind = 2
SEMI JOIN applies AS a ON o.number = a.number AND o.identity_on = a.from_on
LEFT JOIN death AS x ON s.number = x.number
WHERE
    c.gained = 'refundable' AND NOT s.pays_first AND o.identity_on > s.identity_on
    AND o.identity_on <= least(c.ends_on, c.business_date, coalesce(x.died_on, c.ends_on))
    AND o.subsidy_fen > s.subsidy_fen
GROUP BY s.number;

-- 10: whoever has money and did not settle stands as on the last day; the dead and those insured by a job as ordinary
CREATE TEMP TABLE person AS
SELECT
    coalesce(s.number, m.number) AS number,
    m.unit,
    CASE
        WHEN s.number IS NOT NULL THEN s.category
        WHEN x.number IS NOT NULL OR e.number IS NOT NULL THEN 'ordinary'
        ELSE coalesce(o.category, 'ordinary')
    END AS category,
    (s.number IS NOT NULL AND z.number IS NULL)::INTEGER AS enrolled_persons,
    coalesce(m.received_fen, 0) AS received_fen,
    CASE WHEN z.number IS NULL THEN coalesce(g.subsidy_fen, s.subsidy_fen, 0) ELSE 0 END AS fund_fen
FROM settled AS s
FULL JOIN (
    SELECT
        number,
        arg_min(unit, receipt_order) FILTER (WHERE unit IS NOT NULL) AS unit,
        arg_max(identity_on, receipt_order) AS identity_on,
        sum(amount_fen)::BIGINT AS received_fen
    FROM receipt
    GROUP BY number
) AS m ON s.number = m.number
LEFT JOIN gain AS g ON s.number = g.number
LEFT JOIN lapsed AS z ON s.number = z.number
LEFT JOIN death AS x ON m.number = x.number
LEFT JOIN (SELECT * FROM owed WHERE kind = 3) AS o ON m.number = o.number
LEFT JOIN (
    SELECT DISTINCT r.number
    FROM (SELECT number, arg_max(identity_on, receipt_order) AS identity_on FROM receipt GROUP BY number) AS r
    CROSS JOIN campaign AS c
    INNER JOIN employee AS e
        ON
            r.number = e.number AND e.insured_from <= greatest(c.ends_on, r.identity_on)
            AND (e.insured_to IS NULL OR e.insured_to >= greatest(c.ends_on, r.identity_on))
) AS e ON m.number = e.number;

-- 12: the unit of the first receipt that states one, else of the earliest added row, else the roll's
SELECT
    coalesce(p.unit, l.unit, r.unit, '') AS unit,
    p.category,
    sum(p.enrolled_persons)::BIGINT AS enrolled_persons,
    sum(p.received_fen)::BIGINT AS received_fen,
    sum(p.fund_fen)::BIGINT AS fund_fen
FROM person AS p
LEFT JOIN (
    SELECT number, arg_min(unit, (effective_on, category, unit)) AS unit
    FROM listed
    WHERE op = 'add' AND unit IS NOT NULL
    GROUP BY number
) AS l ON p.number = l.number
LEFT JOIN roll_text AS r ON p.number = r.number
GROUP BY ALL
ORDER BY ALL;
