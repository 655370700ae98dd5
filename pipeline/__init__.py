"""The seven steps of the campaign, one module each, and the `campaign` command."""
