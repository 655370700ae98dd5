-- One row per due list before the list as of a day that the tax bureau has not acknowledged as it is.
SELECT
    m.list_no,
    m.differs_in
FROM mart.due_list AS m
WHERE
    m.pack_code = :pack_code AND m.acknowledgement <> 'acknowledged'
    AND m.list_no < (SELECT n.list_no FROM mart.due_list AS n WHERE n.pack_code = :pack_code AND n.as_of = :as_of)
ORDER BY m.list_no
