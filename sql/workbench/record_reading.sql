-- One row: the number of a reading, recorded before the explanation is read.
SELECT mart_case.record_reading(:pack_code, :person_key, :read_by, :reason) AS reading_id
