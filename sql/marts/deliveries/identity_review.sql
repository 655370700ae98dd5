-- One row per source, unit, reason and state: number of pairs of persons, or second names of a number, that an official reviews.
-- unit_id '' = not known yet.
CREATE OR REPLACE VIEW mart.identity_review AS
SELECT
    c.pack_code,
    n.source,
    n.unit_id,
    u.name AS unit_name,
    n.kind,
    CASE n.kind
        WHEN 'certificate_and_number' THEN '出生医学证明与证件号码同列'
        WHEN 'two_names' THEN '同一证件号码有不同姓名'
        ELSE '同名同出生日期有不同证件号码'
    END AS kind_label,
    n.state,
    n.entries
FROM core.review_count AS n
INNER JOIN policy.campaign AS c ON n.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON n.campaign_id = u.campaign_id AND n.unit_id = u.unit_id;
