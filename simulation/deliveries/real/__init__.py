"""Files in the forms that the senders' real systems export, with the facts of the normal files."""
