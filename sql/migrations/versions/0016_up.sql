-- The queue is filled by the half million and read as a whole: keeping it in order cost more than writing it.
ALTER TABLE core.changed_person DROP CONSTRAINT changed_person_pkey;

-- a row of a delivery says one thing of one person: the key need not repeat what it says
ALTER TABLE core.membership_fact DROP CONSTRAINT membership_fact_pkey;
ALTER TABLE core.membership_fact ADD PRIMARY KEY (campaign_id, person_key, delivery_id, row_no);
