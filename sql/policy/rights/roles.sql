-- One row per role of the server that belongs to an official, with the groups that it has now.
SELECT
    r.rolname::text AS role_name,
    r.rolcanlogin AS may_log_in,
    ARRAY(
        SELECT g.rolname::text
        FROM pg_auth_members AS m
        INNER JOIN pg_roles AS g ON m.roleid = g.oid
        WHERE m.member = r.oid AND g.rolname IN ('office_viewer', 'office_caseworker')
    ) AS group_names
FROM pg_roles AS r
WHERE starts_with(r.rolname::text, 'official_')
ORDER BY r.rolname
