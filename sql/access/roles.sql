-- Least rights, as an idempotent script (principle P19): roles belong to the server, not to one database.
-- loader writes facts and results; publisher reads what is published and records publications;
-- analyst reads marts and nothing else; auditor reads everything but identities.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['loader', 'analyst', 'publisher', 'auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        END IF;
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA policy, landing, staging, vault, core, ledger, mart FROM %I', role_name);
        EXECUTE format('REVOKE ALL ON SCHEMA policy, landing, staging, vault, core, ledger, mart FROM %I', role_name);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO loader, analyst, publisher, auditor', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO loader', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA policy, landing, staging, vault, core, ledger, mart TO loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA policy, landing, staging TO loader;
GRANT TRUNCATE ON ALL TABLES IN SCHEMA staging TO loader;
-- Decisions of officials are a trail: the loader adds to it and does not change it.
REVOKE UPDATE, DELETE ON landing.decision FROM loader;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA vault TO loader;
-- Stated certificates, raised pairs and the decisions about them are a trail as well.
REVOKE UPDATE ON vault.certificate_fact, vault.review, vault.review_decision FROM loader;
-- A rotation of keys encrypts names again, and replaces aliases and the rows that it has prepared.
GRANT UPDATE (name_cipher) ON vault.certificate_fact, vault.review TO loader;
GRANT DELETE ON vault.alias, vault.data_key, vault.rotated_person TO loader;
GRANT TRUNCATE ON vault.rotated_person TO loader;
-- Facts and events are append-only: the loader can neither change nor delete them.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA core, ledger TO loader;
-- The present state is overwritten: dues, links of keys, traits.
GRANT UPDATE, DELETE ON core.trait TO loader;
GRANT DELETE ON core.linked_person, core.review_count TO loader;
GRANT UPDATE, DELETE ON core.dues, core.changed_person, core.situation, core.explanation TO loader;
GRANT SELECT ON ALL TABLES IN SCHEMA mart TO loader;

GRANT USAGE ON SCHEMA mart TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA mart TO analyst;

GRANT USAGE ON SCHEMA mart, policy, ledger, landing TO publisher;
GRANT SELECT ON ALL TABLES IN SCHEMA mart, policy TO publisher;
GRANT SELECT ON ledger.event_total, ledger.coverage_total, ledger.assessment, ledger.publication TO publisher;
GRANT SELECT ON ledger.pack_version, ledger.policy_correction, ledger.policy_correction_day TO publisher;
GRANT INSERT ON ledger.publication TO publisher;
GRANT SELECT, INSERT ON ledger.reminder TO publisher;
-- Loader and publisher queue mails; only the publisher sends them, and changes nothing of a mail but the state of its delivery.
GRANT SELECT, INSERT ON ledger.mail TO publisher;
GRANT UPDATE (state, attempts, answer, try_after, claimed_until, ended_at) ON ledger.mail TO publisher;
-- A revocation is final, and so is the number of a word.
REVOKE UPDATE, DELETE ON landing.revocation, landing.unlisted_category FROM loader;
GRANT SELECT ON landing.delivery, landing.answered_delivery, landing.effective_delivery, landing.watermark TO publisher;
GRANT SELECT ON landing.category_label TO publisher;
GRANT SELECT (campaign_id, source, period, version, recorded_at) ON landing.revocation TO publisher;

GRANT USAGE ON SCHEMA policy, landing, core, ledger, mart TO auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA policy, landing, core, ledger, mart TO auditor;

-- The loader refreshes the planner's statistics after bulk loads (a right of its own since PostgreSQL 17).
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA staging, core, vault, ledger, landing TO loader';
    END IF;
END
$$;
