"""Tests of held deliveries: shown, released, rejected."""
