"""Figures of the bench that are kept: ratios with the committed ones beside them, and disk by table."""
