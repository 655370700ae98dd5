-- One row per source, unit of the person, reason and state: number of pairs in the queue.
INSERT INTO core.review_count (campaign_id, source, unit_id, kind, state, entries)
SELECT
    s.campaign_id,
    s.source,
    coalesce(t.roll_unit_id, t.list_unit_id, '') AS unit_id,
    s.kind,
    s.state,
    count(*) AS entries
FROM vault.review_state AS s
LEFT JOIN core.trait AS t ON s.campaign_id = t.campaign_id AND s.person_key = t.person_key
WHERE s.campaign_id = :campaign_id
GROUP BY s.campaign_id, s.source, coalesce(t.roll_unit_id, t.list_unit_id, ''), s.kind, s.state
