"""Kinds about sheets, title rows and columns of places of office workbooks: from 220."""
