"""Two programs for the same files as a competent team writes them without the product: docs/reference/speed.md."""
