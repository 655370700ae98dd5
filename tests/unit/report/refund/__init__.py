"""Tests of lists of refunds: lines, sums, words, files and sheets."""
