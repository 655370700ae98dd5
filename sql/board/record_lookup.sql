-- One row: the number of a reading that is recorded by this statement; NULL = nobody of the official's own units.
SELECT mart.record_lookup(:pack_code, :person_key, :role_name, :official, :reason, :on_date) AS reading_id
