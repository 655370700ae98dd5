"""Person keys: link the keys of one person, and review pairs of persons that look like one person."""
