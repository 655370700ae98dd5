"""A strict YAML reader: no duplicate keys, no implicit types, errors with line and column."""
