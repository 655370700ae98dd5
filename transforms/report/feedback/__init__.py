"""The feedback workbook: content, cover, marks."""
