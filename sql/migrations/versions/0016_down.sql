DELETE FROM core.changed_person AS q
USING core.changed_person AS o
WHERE q.campaign_id = o.campaign_id AND q.person_key = o.person_key AND q.committed_no = o.committed_no AND q.ctid > o.ctid;
ALTER TABLE core.changed_person ADD PRIMARY KEY (campaign_id, person_key, committed_no);

ALTER TABLE core.membership_fact DROP CONSTRAINT membership_fact_pkey;
ALTER TABLE core.membership_fact
ADD PRIMARY KEY (campaign_id, person_key, category, op, effective_on, delivery_id, row_no);
