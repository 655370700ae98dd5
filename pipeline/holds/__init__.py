"""Held deliveries: list them, release, reject or revoke them."""
