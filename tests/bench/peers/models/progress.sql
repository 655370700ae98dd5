-- Progress by unit and category.
CREATE TABLE progress AS
SELECT
    unit,
    category,
    sum(enrolled_persons)::bigint AS enrolled_persons,
    sum(received_fen)::bigint AS received_fen,
    sum(fund_fen)::bigint AS fund_fen
FROM person
GROUP BY unit, category;
