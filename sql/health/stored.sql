-- One row: when the first delivery of any campaign landed; null without any.
SELECT min(d.landed_at) AS since
FROM landing.delivery AS d
