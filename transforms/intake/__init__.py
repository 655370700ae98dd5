"""Reading deliveries under guard, normalising them and deciding about them."""
