-- Views of mart_office: the rows of a mart whose units the reader's office has, with the mart's columns. A session
-- without an entry in policy.reader_unit sees no row. `security_barrier`: a reader's own function sees no other row either.
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT v.view_name, v.mart_name::regclass AS mart
        FROM (
            VALUES
            ('progress', 'mart.progress'),
            ('unit_progress', 'mart.unit_progress'),
            ('unit_target', 'mart.unit_target'),
            ('unit_curve', 'mart.unit_curve'),
            ('unit_same_day', 'mart.unit_same_day'),
            ('unit_month', 'mart.unit_month'),
            ('age_sex', 'mart.age_sex'),
            ('special_coverage', 'mart.special_coverage'),
            ('village_progress', 'mart.village_progress'),
            ('payments_by_channel', 'mart.payments_by_channel'),
            ('dues', 'mart.dues'),
            ('exception', 'mart.exception'),
            ('household_incomplete', 'mart.household_incomplete'),
            ('after_death', 'mart.after_death'),
            ('fund_claim_total', 'mart.fund_claim_total'),
            ('fiscal_subsidy', 'mart.fiscal_subsidy'),
            ('uninsured_reason', 'mart.uninsured_reason'),
            -- rows about persons: for caseworkers of the office
            ('person_dues', 'mart_case.dues'),
            ('person_exception', 'mart_case.exception'),
            ('person_household_incomplete', 'mart_case.household_incomplete'),
            ('person_after_death', 'mart_case.after_death'),
            ('person_uninsured_reason', 'mart_case.uninsured_reason')
        ) AS v (view_name, mart_name)
    LOOP
        EXECUTE format(
            'CREATE VIEW mart_office.%I WITH (security_barrier) AS SELECT m.* FROM %s AS m'
            || ' WHERE (m.pack_code, coalesce(m.unit_id, '''')) IN (SELECT o.pack_code, o.unit_id FROM mart_office.own_unit AS o)',
            target.view_name, target.mart
        );
    END LOOP;
END
$$
