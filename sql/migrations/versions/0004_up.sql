-- Corrections of a pack in mid-campaign: every version that was ever used, and what each change of version changed.

-- one row per version of a pack that an assessment used: the whole content, from which the version is computed
CREATE TABLE ledger.pack_version (
    campaign_id   integer NOT NULL,
    pack_version  text NOT NULL,
    content       text NOT NULL,
    assess_no     bigint NOT NULL,
    business_date date NOT NULL,
    PRIMARY KEY (campaign_id, pack_version),
    CHECK (pack_version = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);

-- one row per change of version: the assessment that applied it, and the change in words
CREATE TABLE ledger.policy_correction (
    campaign_id   integer NOT NULL,
    assess_no     bigint NOT NULL,
    old_version   text NOT NULL,
    new_version   text NOT NULL,
    business_date date NOT NULL,
    takes_effect  text NOT NULL CHECK (takes_effect IN ('retroactively', 'from_date')),
    from_on       date,
    rule_id       text,
    clause        text,
    quote         text,
    changes       jsonb NOT NULL,
    persons       bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no),
    CHECK ((takes_effect = 'from_date') = (from_on IS NOT NULL))
);

-- one row per change of version, plan year, unit, category before and after, and payer ('' = the persons' own part)
CREATE TABLE ledger.policy_correction_line (
    campaign_id             integer NOT NULL,
    assess_no               bigint NOT NULL,
    plan_year               integer NOT NULL,
    unit_id                 text NOT NULL,
    category_before         text NOT NULL,
    category_after          text NOT NULL,
    payer                   text NOT NULL,
    persons                 bigint NOT NULL,
    due_before_fen          bigint NOT NULL,
    due_after_fen           bigint NOT NULL,
    fund_before_fen         bigint NOT NULL,
    fund_after_fen          bigint NOT NULL,
    posted_fund_before_fen  bigint NOT NULL,
    posted_fund_after_fen   bigint NOT NULL,
    refundable_before_fen   bigint NOT NULL,
    refundable_after_fen    bigint NOT NULL,
    reimbursable_before_fen bigint NOT NULL,
    reimbursable_after_fen  bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no, plan_year, unit_id, category_before, category_after, payer)
);

-- one row per change of version, unit and day: persons whose account it changed from that day on
CREATE TABLE ledger.policy_correction_day (
    campaign_id integer NOT NULL,
    assess_no   bigint NOT NULL,
    unit_id     text NOT NULL,
    on_date     date NOT NULL,
    persons     bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no, unit_id, on_date)
);
