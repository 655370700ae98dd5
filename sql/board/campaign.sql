-- One row per campaign of the given packs that is in the warehouse.
SELECT
    pack_code,
    place_name,
    plan_year
FROM policy.campaign
WHERE pack_code = any(CAST(:pack_codes AS text []))
ORDER BY pack_code
