"""The directory of an installation: offices with their mailboxes and units, officials with their roles."""
