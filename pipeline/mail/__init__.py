"""Mail: build a message and send it over SMTP."""
