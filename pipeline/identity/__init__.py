"""Person keys: link keys of one person and review pairs that look alike."""
