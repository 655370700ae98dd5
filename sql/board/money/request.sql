-- One row per unit: requests for correction up to a day, by the term of the agency.
SELECT
    unit_id,
    unit_name,
    sum(met_requests)::bigint AS met_requests,
    sum(open_requests)::bigint AS open_requests,
    sum(missed_requests)::bigint AS missed_requests,
    sum(refused_requests)::bigint AS refused_requests,
    sum(changed_after_payment)::bigint AS changed_after_payment
FROM mart.request_clock
WHERE pack_code = :pack_code AND requested_on <= :as_of
GROUP BY unit_id, unit_name, unit_sort_order
ORDER BY unit_sort_order NULLS LAST, unit_id
