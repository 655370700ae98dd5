"""The database of the server size goes back to a time, with the files of its container."""
