"""Lists in time: full lists and changes, versions, revocations, limits, and who should have sent what by when."""
