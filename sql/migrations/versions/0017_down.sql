ALTER TABLE landing.feedback DROP COLUMN is_assessed;
