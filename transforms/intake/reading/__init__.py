"""Reading a file under guard into one raw table."""
