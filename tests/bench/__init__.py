"""The bench: the product beside its floors, measured in one run."""
