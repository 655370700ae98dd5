"""Proposes a layout for a sender's file: headings are matched by known words, values are looked at and never shown."""
