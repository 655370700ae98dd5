"""Tables that leave for analysis: counts as csv, marts as Parquet."""
