"""Figures of reports that wait until differences with the tax bureau are settled."""
