-- Raw tables of the rebuild: texts as delivered. Loaded by COPY, one delivery after another, and kept from day to day.

CREATE TABLE IF NOT EXISTS raw_tax (
    receipt_no text, name text, number text, plan_year text, amount_yuan text, collected_on text, received_on text, channel text, unit text
);
CREATE TABLE IF NOT EXISTS raw_roll (
    name text, number text, birth_on text, sex text, unit text, village text, household text, hukou text, insured_last_year text
);
CREATE TABLE IF NOT EXISTS raw_employee (
    name text, number text, region text, insured_from text, insured_to text, cut_off_on text
);
CREATE TABLE IF NOT EXISTS raw_list (
    source text, cut_off_on text, number text, label text, grade text, op text, recognised text, change_on text, hukou text, unit text
);
