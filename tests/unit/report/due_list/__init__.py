"""Tests of due lists for the tax bureau."""
