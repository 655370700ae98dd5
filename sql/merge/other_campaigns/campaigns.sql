-- One row per other campaign of the warehouse, and whether it is of the same place: packs that follow each other, in either
-- direction and over several years, are of one place. A pack between two others counts only if the warehouse has it.
WITH RECURSIVE place AS (
    SELECT
        c.campaign_id,
        c.pack_code,
        c.follows
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
    UNION
    SELECT
        c.campaign_id,
        c.pack_code,
        c.follows
    FROM place AS p
    INNER JOIN policy.campaign AS c ON p.follows = c.pack_code OR p.pack_code = c.follows
)

SELECT
    c.campaign_id,
    c.place_name,
    p.campaign_id IS NOT NULL AS is_same_place
FROM policy.campaign AS c
LEFT JOIN place AS p ON c.campaign_id = p.campaign_id
WHERE c.campaign_id <> :campaign_id
ORDER BY c.campaign_id
