-- One row per numbered due list for the tax bureau up to a day, the newest first.
SELECT
    list_no,
    as_of,
    persons,
    list_fen,
    chargeable_persons,
    chargeable_fen
FROM mart.due_list
WHERE pack_code = :pack_code AND as_of <= :as_of
ORDER BY list_no DESC
