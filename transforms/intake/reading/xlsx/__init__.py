"""Workbooks of the new kind (xlsx): everything that the reader opens is inspected first, and packed again."""
