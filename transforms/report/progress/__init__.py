"""The progress report: content, figures, sheets and files."""
