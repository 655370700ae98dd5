-- One row per person of the campaign's plan year that a list wants: what the ledger and the facts stated about days up to as_of, as
-- known at the assessment known_no, with the deliveries up to committed_no. A later reading with equal parameters gives equal rows,
-- except the ciphers of name and number.
-- wanted: missing = not enrolled, of a list or enrolled last year; missing_special = not enrolled, of a list; enrolled; on_roll;
-- covered; everybody. The dead are left out. covered: enrolled persons with a first day of benefits, and persons who had one, if unit
-- or day differ from those about days up to since_on, as known at the assessment since_no (NULL: all who have a day).
-- unit_ids: persons of these units only; NULL = all. The village is the one that a row names together with the unit: a receipt's
-- before a list's, a list's before the roll's. past_years: whether enrolled in the plan year before and in the one before that
-- (NULL = nobody stated it): of the first the roll's word before the histories'; on_roll only.
WITH effective AS MATERIALIZED (
    SELECT d.delivery_id, d.source, d.committed_no FROM landing.known_delivery(:campaign_id, :committed_no) AS d
),

linked AS MATERIALIZED (
    SELECT l.fact_key, l.person_key FROM core.known_link(:campaign_id, :committed_no) AS l
),

rolled AS (
    SELECT DISTINCT ON (coalesce(n.person_key, f.person_key))
        coalesce(n.person_key, f.person_key) AS person_key,
        f.unit_id,
        f.insured_last_year
    FROM core.roll_fact AS f
    INNER JOIN effective AS e ON f.delivery_id = e.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id
    ORDER BY coalesce(n.person_key, f.person_key) ASC, f.cut_off_on DESC, f.unit_id ASC, f.person_key ASC
),

member AS (
    SELECT
        c.person_key,
        c.category,
        c.unit_id,
        sum(c.member_persons) AS members,
        sum(c.undefined_persons) AS undefined,
        sum(c.undefined_paid_persons) AS undefined_paid
    FROM ledger.coverage_event AS c
    WHERE c.campaign_id = :campaign_id AND c.assess_no <= :known_no AND c.on_date <= :as_of
    GROUP BY c.person_key, c.category, c.unit_id
    HAVING (sum(c.member_persons), sum(c.undefined_persons), sum(c.undefined_paid_persons)) <> (0, 0, 0)
),

listed AS (
    SELECT
        m.person_key,
        max(nullif(m.unit_id, '')) AS unit_id,
        bool_or(m.members > 0) AS is_member,
        bool_or(m.members > 0 AND m.category = '') AS must_enrol,
        bool_or(m.undefined > 0) AS is_undefined,
        bool_or(m.undefined_paid > 0) AS is_undefined_paid,
        array_agg(
            coalesce(k.shown_category, regexp_replace(m.category, '^unknown:.*', 'unknown:')) ORDER BY m.category
        ) FILTER (WHERE m.members > 0 AND m.category <> '') AS categories
    FROM member AS m
    LEFT JOIN landing.category_label AS k ON k.campaign_id = :campaign_id AND m.category = k.category
    GROUP BY m.person_key
),

account_day AS (
    SELECT
        e.person_key,
        e.unit_id,
        e.on_date,
        sum(e.enrolled_persons) AS enrolled,
        sum(e.received_fen) AS received_fen
    FROM ledger.event AS e
    INNER JOIN policy.campaign AS c ON e.campaign_id = c.campaign_id AND e.plan_year = c.plan_year
    WHERE e.campaign_id = :campaign_id AND e.assess_no <= :known_no AND e.on_date <= :as_of
    GROUP BY e.person_key, e.unit_id, e.on_date
    HAVING (sum(e.enrolled_persons), sum(e.received_fen)) <> (0, 0)
),

account AS (
    SELECT
        d.person_key,
        coalesce(sum(d.enrolled), 0) > 0 AS is_enrolled,
        max(nullif(d.unit_id, '')) AS unit_id,
        max(d.on_date) FILTER (WHERE d.enrolled > 0) AS enrolled_on,
        sum(d.received_fen)::bigint AS received_fen,
        max(d.on_date) FILTER (WHERE d.received_fen > 0) AS paid_on
    FROM account_day AS d
    GROUP BY d.person_key
),

dead AS (
    SELECT DISTINCT coalesce(n.person_key, f.person_key) AS person_key
    FROM core.membership_fact AS f
    INNER JOIN effective AS e ON f.delivery_id = e.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id AND f.op = 'death' AND f.effective_on <= :as_of
),

-- days of benefits as known now and as known to the list before: of each key the newest change by then
covered_key AS (
    SELECT DISTINCT ON (c.person_key, t.is_before)
        c.person_key,
        t.is_before,
        t.last_on,
        c.unit_id,
        c.enrolled_on,
        c.coverage_from,
        c.coverage_rule_id
    FROM core.coverage_change AS c
    INNER JOIN policy.campaign AS y ON c.campaign_id = y.campaign_id AND c.plan_year = y.plan_year
    CROSS JOIN
        (
            VALUES
            (FALSE, CAST(:known_no AS bigint), CAST(:as_of AS date)),
            (TRUE, CAST(:since_no AS bigint), CAST(:since_on AS date))
        ) AS t (is_before, last_no, last_on)
    WHERE c.campaign_id = :campaign_id AND CAST(:wanted AS text) = 'covered' AND c.assess_no <= t.last_no
    ORDER BY c.person_key ASC, t.is_before ASC, c.assess_no DESC
),

-- the day of a key that was linked since was its person's
covered_before AS (
    SELECT DISTINCT ON (coalesce(n.person_key, k.person_key))
        coalesce(n.person_key, k.person_key) AS person_key,
        k.unit_id,
        k.coverage_from
    FROM covered_key AS k
    LEFT JOIN linked AS n ON k.person_key = n.fact_key
    WHERE k.is_before AND k.enrolled_on <= k.last_on
    ORDER BY coalesce(n.person_key, k.person_key) ASC, (n.person_key IS NULL) DESC, k.person_key ASC
),

-- a person who moved is in the new unit's list, and in the old unit's as covered elsewhere
coverage AS (
    SELECT
        coalesce(k.person_key, b.person_key) AS person_key,
        k.person_key IS NOT NULL AS is_covered,
        CASE WHEN m.is_shown THEN k.unit_id ELSE b.unit_id END AS unit_id,
        CASE WHEN m.is_shown THEN k.enrolled_on END AS enrolled_on,
        CASE WHEN m.is_shown THEN k.coverage_from END AS coverage_from,
        CASE WHEN m.is_shown THEN k.coverage_rule_id END AS coverage_rule_id,
        b.coverage_from AS coverage_before
    FROM (SELECT c.* FROM covered_key AS c WHERE NOT c.is_before AND c.enrolled_on <= c.last_on) AS k
    FULL JOIN covered_before AS b ON k.person_key = b.person_key
    CROSS JOIN
        LATERAL (
            SELECT
                k.person_key IS NOT NULL
                AND (CAST(:unit_ids AS text []) IS NULL OR k.unit_id = ANY(CAST(:unit_ids AS text []))) AS is_shown
        ) AS m
    WHERE (k.unit_id, k.coverage_from) IS DISTINCT FROM (b.unit_id, b.coverage_from)
),

wanted AS MATERIALIZED (
    SELECT
        p.person_key,
        coalesce(v.unit_id, a.unit_id, l.unit_id, r.unit_id, '') AS unit_id,
        coalesce(a.is_enrolled, FALSE) AS is_enrolled,
        coalesce(l.must_enrol, FALSE) AS must_enrol,
        coalesce(l.is_member, FALSE) AS is_member,
        coalesce(r.insured_last_year, FALSE) AS insured_last_year,
        r.insured_last_year AS stated_last_year,
        r.person_key IS NOT NULL AS is_on_roll,
        coalesce(l.is_undefined, FALSE) AS is_undefined,
        coalesce(l.is_undefined_paid, FALSE) AS is_undefined_paid,
        coalesce(l.categories, '{}') AS categories,
        CASE WHEN v.person_key IS NULL THEN a.enrolled_on ELSE v.enrolled_on END AS enrolled_on,
        a.paid_on,
        coalesce(a.received_fen, 0) AS received_fen,
        coalesce(v.is_covered, FALSE) AS is_covered,
        v.coverage_from,
        v.coverage_rule_id,
        v.coverage_before
    FROM (
        SELECT w.person_key FROM rolled AS w
        UNION
        SELECT m.person_key FROM listed AS m
        UNION
        SELECT d.person_key FROM account AS d
        UNION
        SELECT g.person_key FROM coverage AS g
    ) AS p
    LEFT JOIN rolled AS r ON p.person_key = r.person_key
    LEFT JOIN listed AS l ON p.person_key = l.person_key
    LEFT JOIN account AS a ON p.person_key = a.person_key
    LEFT JOIN coverage AS v ON p.person_key = v.person_key
    LEFT JOIN dead AS o ON p.person_key = o.person_key
    WHERE
        o.person_key IS NULL
        AND CASE CAST(:wanted AS text)
            WHEN 'missing' THEN NOT coalesce(a.is_enrolled, FALSE) AND (l.is_member OR r.insured_last_year)
            WHEN 'missing_special' THEN NOT coalesce(a.is_enrolled, FALSE) AND l.is_member
            WHEN 'enrolled' THEN a.is_enrolled
            WHEN 'on_roll' THEN r.person_key IS NOT NULL
            WHEN 'covered' THEN v.person_key IS NOT NULL
            ELSE TRUE
        END
        AND (
            CAST(:unit_ids AS text []) IS NULL
            OR coalesce(v.unit_id, a.unit_id, l.unit_id, r.unit_id, '') = ANY(CAST(:unit_ids AS text []))
        )
),

employed AS MATERIALIZED (
    SELECT e.person_key FROM core.known_employee(:campaign_id, :committed_no) AS e
),

answered AS MATERIALIZED (
    SELECT a.person_key, a.reason, a.delivery_id, a.row_no
    FROM core.known_answer(:campaign_id, :committed_no, CAST(:as_of AS date)) AS a
),

-- of one source's histories of a year the newest by cut-off counts, as assess/read/trait reads them
newest_history AS (
    SELECT DISTINCT ON (coalesce(n.person_key, f.person_key), e.source, f.plan_year)
        coalesce(n.person_key, f.person_key) AS person_key,
        f.plan_year,
        f.enrolled
    FROM core.history_fact AS f
    INNER JOIN effective AS e ON f.delivery_id = e.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id AND CAST(:wanted AS text) = 'on_roll'
    ORDER BY coalesce(n.person_key, f.person_key) ASC, e.source ASC, f.plan_year ASC, f.cut_off_on DESC, f.enrolled DESC
),

past AS (
    SELECT
        h.person_key,
        array_agg(h.plan_year) AS years_enrolled
    FROM newest_history AS h
    WHERE h.enrolled
    GROUP BY h.person_key
),

delivered_years AS (
    SELECT
        c.plan_year,
        array_agg(h.plan_year) AS years
    FROM policy.campaign AS c
    LEFT JOIN (
        SELECT y.campaign_id, y.plan_year FROM core.history_year AS y INNER JOIN effective AS e ON y.delivery_id = e.delivery_id
    ) AS h ON c.campaign_id = h.campaign_id
    WHERE c.campaign_id = :campaign_id
    GROUP BY c.plan_year
),

stated_village AS (
    SELECT
        coalesce(n.person_key, f.person_key) AS person_key, f.unit_id, f.village, 1 AS rank_no, f.received_on AS on_date,
        f.receipt_no AS order_text
    FROM core.payment AS f
    INNER JOIN policy.campaign AS c ON f.campaign_id = c.campaign_id AND f.plan_year = c.plan_year
    INNER JOIN effective AS e ON f.delivery_id = e.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id AND f.village IS NOT NULL AND f.received_on <= :as_of
    UNION ALL
    SELECT
        coalesce(n.person_key, f.person_key) AS person_key, f.unit_id, f.village, 2 AS rank_no, f.effective_on AS on_date,
        f.category AS order_text
    FROM core.membership_fact AS f
    INNER JOIN effective AS e ON f.delivery_id = e.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id AND f.village IS NOT NULL AND f.op = 'add'
    UNION ALL
    -- the latest roll first
    SELECT
        coalesce(n.person_key, f.person_key) AS person_key, f.unit_id, f.village, 3 AS rank_no,
        date '2000-01-01' + (date '2100-01-01' - f.cut_off_on) AS on_date, '' AS order_text
    FROM core.roll_fact AS f
    INNER JOIN effective AS e ON f.delivery_id = e.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id AND f.village IS NOT NULL
),

-- the first by rank, day and name, in the order of mart.village_progress
in_village AS (
    SELECT
        w.person_key,
        (min(ARRAY[s.rank_no::text, s.on_date::text, s.order_text, s.village] COLLATE "C"))[4] AS village
    FROM stated_village AS s
    INNER JOIN wanted AS w ON s.person_key = w.person_key AND s.unit_id = w.unit_id
    GROUP BY w.person_key
)

SELECT
    w.person_key,
    w.unit_id,
    coalesce(i.village, '') AS village,
    w.is_enrolled,
    w.must_enrol,
    w.is_member,
    w.insured_last_year,
    w.is_on_roll,
    j.person_key IS NOT NULL AS is_employee,
    w.is_undefined,
    w.is_undefined_paid,
    w.categories,
    w.enrolled_on,
    w.paid_on,
    w.received_fen,
    coalesce(r.reason, '') AS answer,
    v.number_cipher,
    v.name_cipher,
    t.note_cipher,
    ARRAY[
        CASE
            WHEN w.stated_last_year IS NOT NULL THEN w.stated_last_year
            WHEN y.plan_year - 1 = ANY(h.years_enrolled) THEN TRUE
            WHEN y.plan_year - 1 = ANY(y.years) THEN FALSE
        END,
        CASE WHEN y.plan_year - 2 = ANY(h.years_enrolled) THEN TRUE WHEN y.plan_year - 2 = ANY(y.years) THEN FALSE END
    ] AS past_years,
    w.is_covered,
    w.coverage_from,
    w.coverage_rule_id,
    w.coverage_before
FROM wanted AS w
CROSS JOIN delivered_years AS y
LEFT JOIN past AS h ON w.person_key = h.person_key
LEFT JOIN employed AS j ON w.person_key = j.person_key
LEFT JOIN in_village AS i ON w.person_key = i.person_key
LEFT JOIN answered AS r ON w.person_key = r.person_key
LEFT JOIN vault.reason_note AS t
    ON t.campaign_id = :campaign_id AND r.delivery_id = t.delivery_id AND r.row_no = t.row_no
LEFT JOIN vault.person AS v ON w.person_key = v.person_key
ORDER BY w.unit_id, w.person_key
