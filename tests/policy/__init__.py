"""Tests of the policy packs: loader, five packs, compiled rows, cadence."""
