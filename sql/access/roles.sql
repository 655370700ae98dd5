-- Least rights, as an idempotent script (principle P19): roles belong to the server, not to one database.
-- loader writes facts and results; publisher reads what is published and records publications;
-- analyst reads sums (schema mart) and nothing else; caseworker also reads rows about persons (schema mart_case); auditor reads
-- everything but identities; board reads the sums that the web page shows, and the rights of officials. A person's explanation is read by the functions of mart_case alone, which record who read it.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY[
        'loader', 'analyst', 'caseworker', 'publisher', 'auditor', 'board', 'office_viewer', 'office_caseworker'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        END IF;
        EXECUTE format(
            'REVOKE ALL ON ALL TABLES IN SCHEMA policy, landing, staging, vault, core, ledger, mart, mart_case, mart_office FROM %I',
            role_name
        );
        EXECUTE format(
            'REVOKE ALL ON SCHEMA policy, landing, staging, vault, core, ledger, mart, mart_case, mart_office FROM %I', role_name
        );
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO loader, analyst, caseworker, publisher, auditor, board, office_viewer, office_caseworker',
        current_database()
    );
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO loader', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA policy, landing, staging, vault, core, ledger, mart, mart_case TO loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA policy, landing, staging TO loader;
GRANT TRUNCATE ON ALL TABLES IN SCHEMA staging TO loader;
-- Decisions of officials are a trail: the loader adds to it and does not change it.
REVOKE UPDATE, DELETE ON landing.decision, landing.forced_date FROM loader;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA vault TO loader;
-- Stated certificates, raised pairs and the decisions about them are a trail as well.
REVOKE UPDATE ON vault.certificate_fact, vault.reason_note, vault.review, vault.review_decision FROM loader;
-- A rotation of keys encrypts names again, and replaces aliases and the rows that it has prepared.
GRANT UPDATE (name_cipher) ON vault.certificate_fact, vault.review TO loader;
GRANT UPDATE (note_cipher) ON vault.reason_note TO loader;
GRANT DELETE ON vault.alias, vault.data_key, vault.rotated_person TO loader;
GRANT TRUNCATE ON vault.rotated_person TO loader;
-- Facts and events are append-only: the loader can neither change nor delete them.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA core, ledger TO loader;
-- The present state is overwritten: dues, links of keys, traits, terms of audits, differences with statements.
GRANT UPDATE, DELETE ON core.trait TO loader;
GRANT UPDATE (due_on) ON core.audit_term, core.request_term TO loader;
GRANT DELETE ON core.linked_person, core.review_count TO loader;
GRANT DELETE ON core.changed_due, core.compared_link, core.compared_statement, core.statement_gap TO loader;
GRANT UPDATE, DELETE ON core.dues, core.changed_person, core.situation, core.explanation TO loader;
GRANT SELECT ON ALL TABLES IN SCHEMA mart, mart_case TO loader;
-- Only the function that records a reading writes it.
REVOKE ALL ON ledger.explanation_reading, ledger.download FROM loader;
REVOKE INSERT, UPDATE, DELETE ON policy.reader_unit, policy.reader_recipient FROM loader;

GRANT USAGE ON SCHEMA mart TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA mart TO analyst;

GRANT USAGE ON SCHEMA mart, mart_case TO caseworker;
GRANT SELECT ON ALL TABLES IN SCHEMA mart, mart_case TO caseworker;

-- Officials of an office log in with roles of their own, members of these two: units of their office, and persons of these units.
GRANT USAGE ON SCHEMA mart_office TO office_viewer, office_caseworker;
GRANT SELECT ON ALL TABLES IN SCHEMA mart_office TO office_viewer, office_caseworker;
DO $$
DECLARE
    view_id regclass;
BEGIN
    FOR view_id IN
        SELECT c.oid::regclass FROM pg_class AS c
        WHERE c.relnamespace = 'mart_office'::regnamespace AND starts_with(c.relname::text, 'person_')
    LOOP
        EXECUTE format('REVOKE SELECT ON %s FROM office_viewer', view_id);
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA mart, policy, ledger, landing TO publisher;
GRANT SELECT ON ALL TABLES IN SCHEMA mart, policy TO publisher;
GRANT SELECT ON ledger.event_total, ledger.coverage_total, ledger.assessment, ledger.publication TO publisher;
GRANT SELECT ON ledger.pack_version, ledger.policy_correction, ledger.policy_correction_day TO publisher;
GRANT INSERT ON ledger.publication TO publisher;
GRANT SELECT, INSERT ON ledger.publication_check, ledger.publication_decision TO publisher;
-- not who ordered it, and not the note: what the publisher reads may be mailed
GRANT SELECT (campaign_id, assess_no, from_on, to_on, reason, recorded_at) ON ledger.rewind TO publisher;
GRANT SELECT, INSERT ON ledger.reminder TO publisher;
-- Loader and publisher queue mails; only the publisher sends them, and changes nothing of a mail but the state of its delivery.
GRANT SELECT, INSERT ON ledger.mail TO publisher;
GRANT UPDATE (state, attempts, answer, try_after, claimed_until, ended_at) ON ledger.mail TO publisher;
-- A revocation is final, and so is the number of a word.
REVOKE UPDATE, DELETE ON landing.revocation, landing.unlisted_category FROM loader;
GRANT SELECT ON landing.answered_delivery, landing.watermark TO publisher;
GRANT SELECT ON landing.category_label TO publisher;
GRANT SELECT (campaign_id, source, period, version, recorded_at) ON landing.revocation TO publisher;

-- The web page: sums by unit and day, states of deliveries, which units an official may see, and which published files an
-- official may fetch, whose fetch it records. No manifest; about one person nothing but a recorded explanation.
GRANT USAGE ON SCHEMA mart, policy, ledger, landing TO board;
GRANT SELECT ON policy.campaign, policy.unit, policy.category, policy.payer, policy.reader_unit, policy.expected_delivery TO board;
GRANT SELECT ON policy.fiscal_share TO board;
GRANT SELECT ON policy.reader_recipient TO board;
GRANT SELECT ON ledger.assessment, ledger.reminder TO board;
-- without the category: it may be a sender's word
GRANT SELECT (campaign_id, plan_year, assess_no, on_date, unit_id, enrolled_persons) ON ledger.event_total TO board;
GRANT SELECT (campaign_id, publication_id, report, cadence, period_to, as_of, recipient, known_no, correction_no)
ON ledger.publication TO board;
GRANT SELECT ON landing.watermark, landing.answered_delivery TO board;
GRANT SELECT ON mart.stated_target, mart.delivery, mart.quarantine, mart.waiting_report TO board;
GRANT SELECT ON mart.settlement, mart.due_list TO board;
GRANT SELECT ON mart.reconciliation_feed, mart.statement_difference, mart.cash_held, mart.audit_clock, mart.refund, mart.request_clock TO board;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA mart FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mart TO board;
GRANT EXECUTE ON FUNCTION mart.progress_sums, mart.coverage_sums, mart.outcome_sums TO loader, publisher;

GRANT USAGE ON SCHEMA policy, landing, core, ledger, mart, mart_case TO auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA policy, landing, core, ledger, mart, mart_case TO auditor;

-- Senders name files after persons. Publisher and auditor read every other column of the deliveries.
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT c.oid::regclass AS table_name, r.role_name, string_agg(quote_ident(a.attname), ', ') AS column_names
        FROM pg_class AS c
        INNER JOIN (
            VALUES
            ('auditor', 'delivery'), ('auditor', 'effective_delivery'), ('auditor', 'delivery_status'),
            ('publisher', 'delivery'), ('publisher', 'effective_delivery')
        ) AS r (role_name, view_name) ON c.relname = r.view_name
        INNER JOIN pg_attribute AS a ON c.oid = a.attrelid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'landing'::regnamespace AND a.attname <> 'file_name'
        GROUP BY c.oid, r.role_name
    LOOP
        EXECUTE format('REVOKE SELECT ON %s FROM %I', target.table_name, target.role_name);
        EXECUTE format('GRANT SELECT (%s) ON %s TO %I', target.column_names, target.table_name, target.role_name);
    END LOOP;
END
$$;

-- A person's explanation: recorded first, read afterwards. The tables behind it would tell the same without a record.
REVOKE SELECT ON mart_case.explanation FROM caseworker, auditor;
REVOKE SELECT ON core.explanation FROM auditor;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA mart_case FROM PUBLIC;
GRANT USAGE ON SCHEMA mart_case TO office_caseworker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mart_case TO caseworker, auditor, office_caseworker;
-- The board records a look-up by mart.record_lookup, which checks the official, and opens it by the same function as the others.
GRANT USAGE ON SCHEMA mart_case TO board;
GRANT EXECUTE ON FUNCTION mart_case.read_explanation(uuid) TO board;

-- The loader refreshes the planner's statistics after bulk loads (a right of its own since PostgreSQL 17).
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA staging, core, vault, ledger, landing TO loader';
    END IF;
END
$$;

-- Runs wait for each other by these locks alone (pipeline/runtime/locks.py). Without server.sql they are everybody's.
DO $$
DECLARE
    role_name text;
    lock_function text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['loader', 'publisher'] LOOP
        FOREACH lock_function IN ARRAY ARRAY['pg_advisory_xact_lock(bigint)', 'pg_try_advisory_xact_lock(bigint)'] LOOP
            IF NOT has_function_privilege(role_name, lock_function, 'EXECUTE') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', lock_function, role_name);
            END IF;
        END LOOP;
    END LOOP;
END
$$;

-- Limits of each role's sessions: against accidents, because a session may change its own timeouts. What holds against
-- everybody: the number of connections, the disk for temporary files, and that no lock of a reader stops a run.
-- Only what differs is written: roles belong to the server, and scratch warehouses may be made at the same time.
DO $$
DECLARE
    role_limit record;
BEGIN
    FOR role_limit IN
        SELECT l.* FROM (VALUES
            ('loader', 'statement_timeout', '4h'),
            ('loader', 'lock_timeout', '1h'),
            ('loader', 'idle_in_transaction_session_timeout', '1h'),
            ('publisher', 'statement_timeout', '1h'),
            ('publisher', 'lock_timeout', '15min'),
            ('publisher', 'idle_in_transaction_session_timeout', '30min'),
            ('analyst', 'statement_timeout', '10min'),
            ('analyst', 'lock_timeout', '5s'),
            ('analyst', 'idle_in_transaction_session_timeout', '5min'),
            ('analyst', 'transaction_timeout', '30min'),
            ('analyst', 'idle_session_timeout', '8h'),
            ('analyst', 'temp_file_limit', '4GB'),
            ('caseworker', 'statement_timeout', '10min'),
            ('caseworker', 'lock_timeout', '5s'),
            ('caseworker', 'idle_in_transaction_session_timeout', '5min'),
            ('caseworker', 'transaction_timeout', '30min'),
            ('caseworker', 'idle_session_timeout', '8h'),
            ('caseworker', 'temp_file_limit', '4GB'),
            ('auditor', 'statement_timeout', '30min'),
            ('auditor', 'lock_timeout', '5s'),
            ('auditor', 'idle_in_transaction_session_timeout', '5min'),
            ('auditor', 'transaction_timeout', '1h'),
            ('auditor', 'idle_session_timeout', '8h'),
            ('auditor', 'temp_file_limit', '8GB'),
            ('board', 'statement_timeout', '15s'),
            ('board', 'lock_timeout', '5s'),
            ('board', 'idle_in_transaction_session_timeout', '1min'),
            ('board', 'transaction_timeout', '1min'),
            ('board', 'idle_session_timeout', '10min'),
            ('board', 'temp_file_limit', '1GB')
        ) AS l (role_name, setting, setting_value)
        INNER JOIN pg_roles AS r ON l.role_name = r.rolname
        WHERE
            pg_has_role(l.role_name, 'USAGE WITH ADMIN OPTION')
            -- transaction_timeout exists since PostgreSQL 17
            AND EXISTS (SELECT FROM pg_settings AS s WHERE s.name = l.setting)
            AND (l.setting <> 'temp_file_limit' OR has_parameter_privilege('temp_file_limit', 'SET'))
            AND NOT EXISTS (
                SELECT FROM pg_db_role_setting AS d
                WHERE d.setrole = r.oid AND d.setdatabase = 0 AND l.setting || '=' || l.setting_value = ANY(d.setconfig)
            )
    LOOP
        EXECUTE format('ALTER ROLE %I SET %I = %L', role_limit.role_name, role_limit.setting, role_limit.setting_value);
    END LOOP;
    FOR role_limit IN
        SELECT l.* FROM (VALUES ('loader', 60), ('publisher', 20), ('analyst', 10), ('caseworker', 20), ('auditor', 5), ('board', 20))
            AS l (role_name, connections)
        INNER JOIN pg_roles AS r ON l.role_name = r.rolname
        WHERE r.rolconnlimit <> l.connections AND pg_has_role(l.role_name, 'USAGE WITH ADMIN OPTION')
    LOOP
        EXECUTE format('ALTER ROLE %I CONNECTION LIMIT %s', role_limit.role_name, role_limit.connections);
    END LOOP;
END
$$;
