"""The server size: compose file, image, init, and their native translation."""
