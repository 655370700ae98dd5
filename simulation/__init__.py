"""A simulated locality with a known truth: persons, lists, payments, mistakes. It imports nothing of the product."""

from simulation.locality import Locality, simulate

__all__ = ["Locality", "simulate"]
