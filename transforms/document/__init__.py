"""Text documents for officials (docx)."""
