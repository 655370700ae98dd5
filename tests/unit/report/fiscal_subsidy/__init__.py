"""Tests of settlements: lines, sums, words, files and sheets."""
