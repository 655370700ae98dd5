-- Spreads a warehouse over the nodes of a Citus cluster. The owner runs it on the coordinator, after the migrations and before
-- the first delivery; it is safe to run again. Every table of the schema is named, with how it is stored; the reasons are in
-- docs/explanation/cluster.md.
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT p.table_name, p.stored
        FROM (
            VALUES
                -- facts, results and postings about one person, and the work tables about everybody: one group, by the person
                ('vault.person', 'person_key'),
                ('vault.rotated_person', 'person_key'),
                ('core.membership_fact', 'person_key'),
                ('core.roll_fact', 'person_key'),
                ('core.employee_fact', 'person_key'),
                ('core.history_fact', 'person_key'),
                ('core.fund_claim_fact', 'person_key'),
                ('core.uninsured_reason_fact', 'person_key'),
                ('core.late_entry_fact', 'person_key'),
                ('core.correction_request', 'person_key'),
                ('core.payment', 'person_key'),
                ('core.receipt_audit', 'person_key'),
                ('core.collected_cash', 'person_key'),
                ('core.trait', 'person_key'),
                ('core.dues', 'person_key'),
                ('core.coverage_change', 'person_key'),
                ('core.changed_person', 'person_key'),
                ('core.changed_due', 'person_key'),
                ('ledger.event', 'person_key'),
                ('ledger.coverage_event', 'person_key'),
                ('ledger.due_line', 'person_key'),
                ('staging.assess_changed', 'person_key'),
                ('staging.assess_person_trait', 'person_key'),
                ('staging.assess_membership', 'person_key'),
                ('staging.assess_interval', 'person_key'),
                ('staging.assess_unmet', 'person_key'),
                ('staging.assess_job', 'person_key'),
                ('staging.assess_person_situation', 'person_key'),
                ('staging.assess_difference', 'person_key'),
                ('staging.identity_row', 'person_key'),
                ('staging.post_person', 'person_key'),
                ('staging.post_line', 'person_key'),
                ('staging.post_coverage', 'person_key'),
                ('staging.post_charge', 'person_key'),
                -- keys whose facts are read: with the facts, which stand under the key of their document number
                ('staging.assess_changed_key', 'fact_key'),
                ('staging.assess_list_fact', 'fact_key'),
                ('staging.assess_payment', 'fact_key'),
                -- rules, deliveries, totals, and what is rare or is joined by something else than the person: whole on every node
                ('core.audit_term', 'reference'),
                ('core.compared_link', 'reference'),
                ('core.compared_statement', 'reference'),
                ('core.explanation', 'reference'),
                ('core.feed_day', 'reference'),
                ('core.history_year', 'reference'),
                ('core.linked_person', 'reference'),
                ('core.person_link', 'reference'),
                ('core.reversal', 'reference'),
                ('core.review_count', 'reference'),
                ('core.situation', 'reference'),
                ('core.statement_gap', 'reference'),
                ('core.statement_line', 'reference'),
                ('core.request_term', 'reference'),
                ('core.target_fact', 'reference'),
                ('core.fund_transfer_fact', 'reference'),
                ('core.due_acknowledgement_fact', 'reference'),
                ('landing.control_total', 'reference'),
                ('landing.decision', 'reference'),
                ('landing.delivery', 'reference'),
                ('landing.feedback', 'reference'),
                ('landing.forced_date', 'reference'),
                ('landing.quarantine', 'reference'),
                ('landing.reason', 'reference'),
                ('landing.revocation', 'reference'),
                ('landing.unlisted_category', 'reference'),
                ('landing.warning', 'reference'),
                ('landing.watermark', 'reference'),
                ('ledger.assessment', 'reference'),
                ('ledger.coverage_total', 'reference'),
                ('ledger.download', 'reference'),
                ('ledger.due_list', 'reference'),
                ('ledger.event_total', 'reference'),
                ('ledger.explanation_reading', 'reference'),
                ('ledger.mail', 'reference'),
                ('ledger.pack_version', 'reference'),
                ('ledger.policy_correction', 'reference'),
                ('ledger.policy_correction_day', 'reference'),
                ('ledger.policy_correction_line', 'reference'),
                ('ledger.publication', 'reference'),
                ('ledger.publication_check', 'reference'),
                ('ledger.publication_decision', 'reference'),
                ('ledger.refund_batch', 'reference'),
                ('ledger.refund_line', 'reference'),
                ('ledger.reminder', 'reference'),
                ('ledger.rewind', 'reference'),
                ('ledger.settlement_batch', 'reference'),
                ('policy.campaign', 'reference'),
                ('policy.cash_limit', 'reference'),
                ('policy.category', 'reference'),
                ('policy.collection_window', 'reference'),
                ('policy.combination', 'reference'),
                ('policy.coverage_start', 'reference'),
                ('policy.expected_delivery', 'reference'),
                ('policy.fiscal_share', 'reference'),
                ('policy.payer', 'reference'),
                ('policy.person_rule', 'reference'),
                ('policy.price', 'reference'),
                ('policy.reader_recipient', 'reference'),
                ('policy.reader_unit', 'reference'),
                ('policy.rule', 'reference'),
                ('policy.subsidy', 'reference'),
                ('policy.subsidy_part', 'reference'),
                ('policy.subsidy_part_amount', 'reference'),
                ('policy.target', 'reference'),
                ('policy.tier', 'reference'),
                ('policy.turn_date', 'reference'),
                ('policy.unit', 'reference'),
                ('policy.waiting', 'reference'),
                ('vault.alias', 'reference'),
                ('vault.certificate_fact', 'reference'),
                ('vault.reason_note', 'reference'),
                ('vault.data_key', 'reference'),
                ('vault.review', 'reference'),
                ('vault.review_decision', 'reference'),
                -- rows of the delivery that is merged, and the assessment's work tables about situations: on the coordinator
                ('staging.assess_benefit', 'local'),
                ('staging.assess_claim', 'local'),
                ('staging.assess_day', 'local'),
                ('staging.assess_decision', 'local'),
                ('staging.assess_explained', 'local'),
                ('staging.assess_fit', 'local'),
                ('staging.assess_gain', 'local'),
                ('staging.assess_lapse', 'local'),
                ('staging.assess_linked', 'local'),
                ('staging.assess_statement_entry', 'local'),
                ('staging.assess_statement_number', 'local'),
                ('staging.assess_outcome', 'local'),
                ('staging.assess_payer', 'local'),
                ('staging.assess_price', 'local'),
                ('staging.assess_receipt', 'local'),
                ('staging.assess_representative', 'local'),
                ('staging.assess_representative_interval', 'local'),
                ('staging.assess_representative_unmet', 'local'),
                ('staging.assess_settled', 'local'),
                ('staging.assess_trait', 'local'),
                ('staging.employee', 'local'),
                ('staging.fund_claim', 'local'),
                ('staging.fund_transfer', 'local'),
                ('staging.due_acknowledgement', 'local'),
                ('staging.history', 'local'),
                ('staging.linked_reach', 'local'),
                ('staging.linked_touched', 'local'),
                ('staging.linked_wanted', 'local'),
                ('staging.roll', 'local'),
                ('staging.special_list', 'local'),
                ('staging.target_table', 'local'),
                ('staging.tax_statement', 'local'),
                ('staging.correction_request', 'local'),
                ('staging.tax_feed', 'local'),
                ('staging.uninsured_reason', 'local'),
                ('staging.late_entry', 'local')
        ) AS p (table_name, stored)
        WHERE
            p.stored <> 'local'
            AND NOT EXISTS (SELECT FROM pg_dist_partition AS d WHERE d.logicalrelid = p.table_name::regclass)
        -- the first distributed table makes the group that the others join
        ORDER BY p.stored = 'reference', p.table_name <> 'vault.person', p.table_name
    LOOP
        IF target.stored = 'reference' THEN
            PERFORM create_reference_table(target.table_name);
        ELSE
            PERFORM create_distributed_table(
                target.table_name, target.stored,
                colocate_with => CASE WHEN target.table_name = 'vault.person' THEN 'none' ELSE 'vault.person' END
            );
        END IF;
    END LOOP;
    -- A transaction of many writes opens several connections to a node otherwise, and fails by chance ("placements that were modified
    -- over multiple connections"). Sessions that begin from now on write one shard after the other.
    EXECUTE format('ALTER DATABASE %I SET citus.multi_shard_modify_mode = %L', current_database(), 'sequential');
END
$$;
