"""Publishing: slots, manifests, corrections, remaking, mail, console, marts."""
