"""The server size, started natively and compared with the embedded size."""
