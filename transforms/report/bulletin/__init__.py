"""The bulletin (通报): progress of all units in words, ranked, with praise and the units that are behind."""
