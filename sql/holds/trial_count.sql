-- One row: the persons that a release would add, remove and change, each counted once.
SELECT
    count(*) FILTER (WHERE p.change = 'added') AS added,
    count(*) FILTER (WHERE p.change = 'removed') AS removed,
    count(*) FILTER (WHERE p.change = 'changed') AS changed
FROM trial_person AS p
