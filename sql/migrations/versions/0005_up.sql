-- The history of past years as a delivery.

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
