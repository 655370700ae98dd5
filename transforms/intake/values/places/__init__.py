"""Values about places: units, villages, regions, chains of columns and texts that name them."""
