-- The history of past years as a delivery; several tables of targets.
-- The compiled packs are rebuilt from policies/ by the next run (an empty version never equals a pack's).

ALTER TABLE landing.delivery
DROP CONSTRAINT delivery_kind_check,
ADD CONSTRAINT delivery_kind_check
CHECK (kind IN ('special_list', 'roll', 'employee', 'history', 'tax_feed', 'target_table'));

CREATE UNLOGGED TABLE staging.history (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    alias_key     uuid NOT NULL,
    plan_year     integer NOT NULL,
    enrolled      boolean NOT NULL
);

-- a table's figures are a measure of their own; `target` is the measure that progress is measured by
ALTER TABLE policy.target
ADD COLUMN table_code text NOT NULL DEFAULT 'main',
ADD COLUMN set_by text NOT NULL DEFAULT 'own' CHECK (set_by IN ('superior', 'own')),
ADD COLUMN table_version integer NOT NULL DEFAULT 1,
ADD COLUMN kind text NOT NULL DEFAULT 'count' CHECK (kind IN ('count', 'rate', 'not_below_last_year')),
ADD COLUMN rate_bp integer,
ADD COLUMN denominator text,
ADD COLUMN denominator_source text;

UPDATE policy.campaign SET pack_version = '';
