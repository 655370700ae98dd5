-- Published files that an official may fetch on a day: those for the own office or a group of it. Of a recipient's part for
-- one unit (recipient@unit), those of own units. Lists of persons are for officials who may see persons; one that is not of one
-- unit, for those who may see all units. An administrator of Airflow fetches every file but lists of persons.
CREATE FUNCTION mart.office_file(reader text, is_administrator boolean, on_date date)
RETURNS TABLE (
    campaign_id integer,
    publication_id uuid,
    file_no integer,
    office text,
    report text,
    cadence text,
    period_from date,
    period_to date,
    as_of date,
    recipient text,
    unit_name text,
    correction_no integer,
    is_replaced boolean,
    file_name text,
    sha256 text,
    byte_count bigint,
    row_count bigint,
    store text,
    published_on date
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        c.campaign_id,
        f.publication_id,
        f.file_no,
        COALESCE(r.office, ''),
        f.report,
        f.cadence,
        f.period_from,
        f.period_to,
        f.as_of,
        f.recipient,
        COALESCE(u.name, ''),
        f.correction_no,
        f.is_replaced,
        f.file_name,
        f.sha256,
        f.byte_count,
        f.row_count,
        f.store,
        (f.published_at AT TIME ZONE 'Asia/Shanghai')::date
    FROM mart.published_file AS f
    INNER JOIN policy.campaign AS c ON f.pack_code = c.pack_code
    LEFT JOIN policy.unit AS u ON c.campaign_id = u.campaign_id AND u.unit_id = split_part(f.recipient, '@', 2)
    LEFT JOIN LATERAL (
        SELECT o.office, o.sees_persons
        FROM policy.reader_recipient AS o
        WHERE
            o.campaign_id = c.campaign_id AND o.role_name = reader AND (o.until_on IS NULL OR o.until_on >= on_date)
            AND CASE
                WHEN f.recipient = '' THEN o.recipient = ANY(f.recipients)
                ELSE
                    o.recipient = split_part(f.recipient, '@', 1)
                    AND (
                        strpos(f.recipient, '@') = 0
                        OR EXISTS (
                            SELECT FROM policy.reader_unit AS w
                            WHERE
                                w.campaign_id = c.campaign_id AND w.role_name = reader
                                AND w.unit_id = split_part(f.recipient, '@', 2)
                                AND (w.until_on IS NULL OR w.until_on >= on_date)
                        )
                    )
            END
            AND (
                f.store <> 'lists' OR strpos(f.recipient, '@') > 0
                -- the list of a settlement has the persons of the recipient's funds alone, a due list those to be charged, a list
                -- of refunds those to be paid back: their office needs no unit, and a member of a group is not their office
                OR (
                    f.report IN ('settlement_list', 'due_list', 'refund_list') AND f.recipient <> '' AND o.office = o.recipient
                )
                -- who may see persons of no known unit may see all units
                OR EXISTS (
                    SELECT FROM policy.reader_unit AS a
                    WHERE
                        a.campaign_id = c.campaign_id AND a.role_name = reader AND a.unit_id = ''
                        AND (a.until_on IS NULL OR a.until_on >= on_date)
                )
            )
        LIMIT 1
    ) AS r ON TRUE
    WHERE (is_administrator AND f.store <> 'lists') OR (r.office IS NOT NULL AND (f.store <> 'lists' OR r.sees_persons))
$$;
