-- One row: the cut-off of the source's last effective full list before this delivery; NULL = there was none.
SELECT max(d.cut_off_on) AS last_on
FROM landing.effective_delivery AS d
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.list_mode = 'full'
    AND d.cut_off_on < :cut_off_on
