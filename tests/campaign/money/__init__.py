"""Tests of publishing that is killed: its side effects, one after the other."""
