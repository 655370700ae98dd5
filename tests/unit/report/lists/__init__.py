"""Tests of the lists of persons: content, kinds, composition, words and sheets."""
