"""Layouts: which columns a source's file has, loaded from policies/layouts."""
