"""Tests of the poster."""
