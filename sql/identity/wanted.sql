-- One row per key whose link may change (identity/reach): the person that its facts belong to.
-- The result follows from effective deliveries and officials' decisions, never from the order of arrival
-- (docs/explanation/identity.md).
INSERT INTO staging.linked_wanted (fact_key, person_key)
-- All keys that belong together with a key; of small tables alone, so that the recursion stays on one node of a cluster.
WITH seen AS MATERIALIZED (
    WITH RECURSIVE verdict AS (
        SELECT DISTINCT ON (v.review_id)
            v.first_key,
            v.second_key,
            d.verdict
        FROM vault.review AS v
        INNER JOIN staging.linked_reach AS r ON v.first_key = r.person_key
        INNER JOIN vault.review_decision AS d ON v.review_id = d.review_id
        WHERE v.kind <> 'two_names'
        ORDER BY v.review_id ASC, d.decision_no DESC
    ),

    certificate_row AS (
        SELECT
            f.certificate_key,
            f.number_key,
            f.name_cipher,
            f.birth_on,
            f.is_clear
        FROM vault.certificate_fact AS f
        INNER JOIN staging.linked_reach AS r ON f.certificate_key = r.person_key
        INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
        WHERE
            -- the state of the delivery that is being merged is written at its end
            CASE WHEN d.delivery_id = CAST(:delivery_id AS uuid) THEN CAST(:state AS text) ELSE d.state END
            NOT IN ('superseded', 'revoked')
    ),

    -- a row that states both is evidence if name and birth date of the certificate's own rows agree, or there are none
    stated AS (
        SELECT DISTINCT
            s.certificate_key,
            s.number_key
        FROM certificate_row AS s
        WHERE
            s.number_key IS NOT NULL AND s.is_clear
            AND (
                EXISTS (
                    SELECT FROM certificate_row AS a
                    WHERE
                        a.certificate_key = s.certificate_key AND a.number_key IS NULL
                        AND a.name_cipher = s.name_cipher AND a.birth_on = s.birth_on
                )
                OR NOT EXISTS (SELECT FROM certificate_row AS a WHERE a.certificate_key = s.certificate_key AND a.number_key IS NULL)
            )
            AND NOT EXISTS (
                SELECT FROM verdict AS v
                WHERE
                    v.verdict = 'different'
                    AND (s.certificate_key, s.number_key) IN ((v.first_key, v.second_key), (v.second_key, v.first_key))
            )
    ),

    -- a certificate with two numbers, or a number with two certificates, is evidence of a mistake
    one_to_one AS (
        SELECT
            s.certificate_key,
            s.number_key
        FROM stated AS s
        WHERE
            NOT EXISTS (
                SELECT FROM stated AS o WHERE o.certificate_key = s.certificate_key AND o.number_key <> s.number_key
            )
            AND NOT EXISTS (
                SELECT FROM stated AS o WHERE o.number_key = s.number_key AND o.certificate_key <> s.certificate_key
            )
    ),

    edge AS (
        SELECT o.certificate_key AS one_key, o.number_key AS other_key FROM one_to_one AS o
        UNION
        SELECT o.number_key AS one_key, o.certificate_key AS other_key FROM one_to_one AS o
        UNION
        SELECT v.first_key AS one_key, v.second_key AS other_key FROM verdict AS v WHERE v.verdict = 'same'
        UNION
        SELECT v.second_key AS one_key, v.first_key AS other_key FROM verdict AS v WHERE v.verdict = 'same'
    ),

    walk AS (
        SELECT r.person_key AS fact_key, r.person_key AS seen_key FROM staging.linked_reach AS r
        UNION
        SELECT
            w.fact_key,
            e.other_key AS seen_key
        FROM walk AS w
        INNER JOIN edge AS e ON w.seen_key = e.one_key
    )

    SELECT
        w.fact_key,
        w.seen_key
    FROM walk AS w
),

certificate AS MATERIALIZED (
    SELECT p.person_key
    FROM vault.person AS p
    WHERE p.person_key IN (SELECT s.seen_key FROM seen AS s) AND p.document_kind = :certificate_kind
)

-- the first identity in a person's life gives the key: a certificate before a number, and among equals the lower key
SELECT DISTINCT ON (s.fact_key)
    s.fact_key,
    s.seen_key AS person_key
FROM seen AS s
LEFT JOIN certificate AS c ON s.seen_key = c.person_key
ORDER BY s.fact_key ASC, c.person_key IS NOT NULL DESC, s.seen_key ASC
