"""Tests of the simulated localities and of their truth."""
