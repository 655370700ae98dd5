"""The generated reference page of the pack's model."""
