-- One row per person (pseudonym) with an answer of a township why the person is not enrolled: the last one of an effective list, and
-- what the last assessment states about the person. The note is not here.
CREATE OR REPLACE VIEW mart_case.uninsured_reason AS
WITH answered AS (
    SELECT DISTINCT ON (f.campaign_id, coalesce(l.person_key, f.person_key))
        f.campaign_id,
        coalesce(l.person_key, f.person_key) AS person_key,
        f.reason,
        f.cut_off_on
    FROM core.uninsured_reason_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    LEFT JOIN core.linked_person AS l ON f.person_key = l.fact_key
    ORDER BY
        f.campaign_id ASC, coalesce(l.person_key, f.person_key) ASC, f.cut_off_on DESC, d.committed_no DESC, f.row_no DESC
)

SELECT
    c.pack_code,
    a.person_key,
    c.plan_year,
    u.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    coalesce(k.shown_category, regexp_replace(d.category, '^unknown:.*', 'unknown:')) AS category,
    coalesce(k.label_zh, regexp_replace(d.category, '^unknown:.*', '未登记类别')) AS category_label,
    a.reason,
    a.cut_off_on AS answered_on,
    d.status,
    CASE
        WHEN d.status = 'enrolled' THEN a.reason NOT IN ('resident_here', 'newly_added')
        ELSE a.reason = 'resident_here'
    END AS is_contradicted
FROM answered AS a
INNER JOIN policy.campaign AS c ON a.campaign_id = c.campaign_id
LEFT JOIN core.dues AS d
    ON a.campaign_id = d.campaign_id AND a.person_key = d.person_key AND c.plan_year = d.plan_year
LEFT JOIN policy.unit AS u ON a.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN landing.category_label AS k ON a.campaign_id = k.campaign_id AND d.category = k.category;
