"""Reports that name persons: read with the rights of the loader, kept in the store of lists, never in a mail."""
