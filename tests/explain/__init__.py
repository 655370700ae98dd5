"""Tests of the explanations: one reason for every amount, with its clause."""
