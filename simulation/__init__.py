"""A simulated locality with a known truth: people, lists, payments, mistakes. Independent of the product."""

from simulation.locality import Locality, simulate

__all__ = ["Locality", "simulate"]
