-- Who was assessed leaves the queue.
DELETE FROM core.changed_person WHERE campaign_id = :campaign_id AND committed_no <= :committed_no
