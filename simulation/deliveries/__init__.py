"""Files that the simulated senders deliver, with and without mistakes."""
