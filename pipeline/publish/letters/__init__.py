"""Letters about money that name no person."""
