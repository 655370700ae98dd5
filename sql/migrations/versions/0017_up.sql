-- A workbook that was made before its persons were assessed says less than one that is made after.
ALTER TABLE landing.feedback ADD COLUMN is_assessed boolean NOT NULL DEFAULT TRUE;
ALTER TABLE landing.feedback ALTER COLUMN is_assessed DROP DEFAULT;
